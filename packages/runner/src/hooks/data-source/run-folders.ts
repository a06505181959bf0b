import { dirname, join, normalize } from "node:path";
import { leftoverFolders, removeTree } from "../../system/index.ts";

/** Beginning of the name of the folder that each run makes for itself. */
export const RUN_PREFIX = "borgmatic-";

/**
 * The `borgmatic` folders of this run and of runs that are over but have not put theirs away. Those of a run that is at work beside
 * this one are left out: its pipes are in use.
 *
 * @param runtimeDirectory That of this run, `BASE/borgmatic-RANDOM/./borgmatic`.
 */
export async function runFolders(runtimeDirectory: string, nowMs: number): Promise<readonly string[]> {
  const folders = [dirname(normalize(runtimeDirectory)), ...(await deadRuns(runtimeDirectory, nowMs))];
  return folders.map((folder) => join(folder, "borgmatic"));
}

/** Removes what runs that are over have not put away, but for what is mounted there. */
export async function removeDeadRuns(runtimeDirectory: string, nowMs: number): Promise<void> {
  for (const folder of await deadRuns(runtimeDirectory, nowMs)) await removeTree(folder);
}

async function deadRuns(runtimeDirectory: string, nowMs: number): Promise<readonly string[]> {
  const own = dirname(normalize(runtimeDirectory));
  const leftovers = await leftoverFolders(dirname(own), RUN_PREFIX, nowMs);
  return leftovers.filter((folder) => folder !== own);
}
