import { join } from "node:path";
import type { EngineContext } from "../context/index.ts";
import { cacheFolder } from "../session/index.ts";
import { FileLock } from "../storage/index.ts";

/** Removes the lock of a repository's cache, whoever holds it. */
export async function breakCacheLock(repositoryId: Uint8Array, ctx: EngineContext): Promise<void> {
  await FileLock.break(join(cacheFolder(ctx, repositoryId), "lock"), ctx.identity, ctx.reporter);
}
