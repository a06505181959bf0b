import { CommandError } from "@coffer/format/errors";
import { formatRelatedSecrets } from "@coffer/format/keys";
import type { EngineContext } from "../context/index.ts";
import { withSession } from "./repository-target.ts";
import type { RepositoryTarget } from "./repository-target.ts";

/**
 * What a new repository needs so that its ids and chunks are the same as in this one, as JSON. It is secret, and not sealed.
 *
 * @throws {CommandError} If the repository has no secrets.
 * @throws The errors of opening, see `openSession`.
 */
export function exportRelatedSecrets(options: RepositoryTarget, ctx: EngineContext): Promise<string> {
  return withSession(options, ctx, { exclusive: false, operations: ["read"] }, async ({ key }) => {
    if (key.keyType.storage === "no_storage" || key.secrets.isPlaceholder === true) {
      throw new CommandError("This repository is not encrypted, it has no secrets to share.");
    }
    return formatRelatedSecrets(key.secrets);
  });
}
