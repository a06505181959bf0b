import { readFileSync } from "node:fs";
import { lstat, readdir, readFile } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";
import { removeTree } from "./remove-tree.ts";

/** Beginning of the name of the folder that each run makes for itself. */
export const RUN_PREFIX = "borgmatic-";
/** File in it that tells which process made it. */
export const OWNER_FILE = "owner";

/** A folder without a known owner, such as borgmatic's, is taken for a leftover after a day. */
const STALE_AGE_MS = 86_400_000;

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
  const base = dirname(own);
  const names = await readdir(base).catch(() => []);
  const dead: string[] = [];
  for (const name of names) {
    const folder = join(base, name);
    if (name.startsWith(RUN_PREFIX) && folder !== own && (await isLeftover(folder, nowMs))) dead.push(folder);
  }
  return dead;
}

async function isLeftover(folder: string, nowMs: number): Promise<boolean> {
  const found = await lstat(folder).catch(() => undefined);
  // the base may be a folder that everybody may write to
  if (found === undefined || !found.isDirectory() || found.uid !== process.getuid?.()) return false;
  const owner = await readFile(join(folder, OWNER_FILE), "utf8").catch(() => undefined);
  if (owner !== undefined) return owner !== describeOwner(Number.parseInt(owner, 10));
  return nowMs - found.mtimeMs > STALE_AGE_MS;
}

/** Names a process so that another one that gets its number later is told apart; "gone" if there is none. */
export function describeOwner(pid: number): string {
  if (!isAlive(pid)) return "gone";
  return `${pid} ${startTime(pid)}\n`;
}

/** Whether a process of this number is there. */
export function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Clock ticks from boot to the start of a process; empty where the system does not tell. */
function startTime(pid: number): string {
  try {
    // the name in parentheses may hold anything
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\)/s, "").trim().split(" ");
    return fields[19] ?? "";
  } catch {
    return "";
  }
}
