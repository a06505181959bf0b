import { commitChanges, renameArchive } from "../archive/index.ts";
import { openCache } from "../cache/index.ts";
import type { LocalCacheOptions } from "../cache/index.ts";
import type { EngineContext } from "../context/index.ts";
import { withSession } from "./repository-target.ts";
import type { RepositoryTarget } from "./repository-target.ts";

export interface RenameOptions extends RepositoryTarget {
  readonly archive: string;
  readonly newName: string;
  readonly cache?: LocalCacheOptions;
}

/**
 * Gives an archive another name, and so another id; committed and durable on return. After an error nothing has changed.
 *
 * @throws {ArchiveDoesNotExist | ArchiveAlreadyExists}
 * @throws The errors of opening, see `openSession` and `openCache`; of reading, see `readArchiveRecord`.
 */
export function rename(options: RenameOptions, ctx: EngineContext): Promise<void> {
  const access = { exclusive: true, operations: ["check"], secure: false } as const;
  return withSession(options, ctx, access, async (session) => {
    const cache = await openCache(session, options.cache);
    try {
      await renameArchive(session, cache, options.archive, options.newName);
      await commitChanges(session, cache);
    } finally {
      await cache.close();
    }
  });
}
