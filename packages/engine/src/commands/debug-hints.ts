import type { Hints } from "@coffer/format/segment";
import type { EngineContext } from "../context/index.ts";
import { localOnly, withRepository } from "./repository-target.ts";
import type { RepositoryTarget } from "./repository-target.ts";

/** What the repository notes about its segments, as of the last transaction. Changes nothing. */
export function readHints(options: RepositoryTarget, ctx: EngineContext): Promise<Omit<Hints, "version">> {
  return withRepository(options, ctx, { exclusive: true }, async (repository) =>
    (await localOnly(repository).committedState()).hints(),
  );
}
