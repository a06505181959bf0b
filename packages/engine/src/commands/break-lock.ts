import { breakCacheLock } from "../cache/index.ts";
import type { EngineContext } from "../context/index.ts";
import { withRepository } from "./repository-target.ts";
import type { RepositoryTarget } from "./repository-target.ts";

/**
 * Removes the locks of a repository and of its cache, whoever holds them.
 *
 * Use it only when no process works on the repository, on any host.
 */
export async function breakLock(options: Pick<RepositoryTarget, "repository">, ctx: EngineContext): Promise<void> {
  await withRepository({ ...options, lock: false }, ctx, { exclusive: false }, async (repository) => {
    await repository.breakLock();
    await breakCacheLock(repository.id, ctx);
  });
}
