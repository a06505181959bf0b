import { FileLock } from "../storage/index.ts";
import type { EngineContext } from "../context/index.ts";

/** Removes the locks of the repository at `path`, whoever holds them. The repository itself is not looked at. */
export async function breakLock(path: string, ctx: Pick<EngineContext, "identity" | "reporter">): Promise<void> {
  await FileLock.break(`${path}/lock`, ctx.identity, ctx.reporter);
}
