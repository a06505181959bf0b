import { CommandError } from "@coffer/format/errors";
import type { EngineContext } from "../context/index.ts";
import { replaceKeyFile, sealKey } from "../session/index.ts";
import { withSession } from "./repository-target.ts";
import type { RepositoryTarget } from "./repository-target.ts";

export interface ChangePassphraseResult {
  /** Where the key lies: path of the key file, or the repository. */
  readonly keyLocation: string;
}

/**
 * Seals the key of a repository with another passphrase, and stores it in its place: the secrets stay, and so do copies that
 * the old passphrase opens. Durable on return.
 *
 * @throws {CommandError} If there is no key.
 * @throws The errors of opening, see `openSession`; the key is as it was then.
 */
export function changePassphrase(options: RepositoryTarget, ctx: EngineContext): Promise<ChangePassphraseResult> {
  return withSession(options, ctx, { exclusive: false, operations: ["check"] }, async (session) => {
    const { key, keyFile, repository } = session;
    // A key that is only made up (authenticated_no_key) must never be stored.
    if (key.keyType.storage === "no_storage" || key.secrets.isPlaceholder === true) {
      throw new CommandError("This repository is not encrypted, cannot change the passphrase.");
    }
    const text = sealKey(key.secrets, await ctx.passphrases.fresh(), ctx);
    if (keyFile === undefined) await repository.saveKey(text);
    else await replaceKeyFile(keyFile, repository.id, text);
    return { keyLocation: keyFile ?? repository.location };
  });
}
