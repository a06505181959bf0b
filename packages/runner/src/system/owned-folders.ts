import { readFileSync } from "node:fs";
import { lstat, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** File in an owned folder that tells which process made it. */
const OWNER_FILE = "owner";

/** A folder without a known owner is taken for a leftover after a day. */
const STALE_AGE_MS = 86_400_000;

/**
 * Makes a folder that belongs to this process: when the process is gone, it is a leftover. Mode 0700.
 *
 * @param base An existing folder.
 * @param prefix What its name begins with.
 * @returns Its path.
 */
export async function makeOwnedFolder(base: string, prefix: string): Promise<string> {
  const folder = await mkdtemp(join(base, prefix));
  await writeFile(join(folder, OWNER_FILE), describeOwner(process.pid), { mode: 0o600 });
  return folder;
}

/** Those folders of this user whose process is gone, or which have lain there for a day without saying whose they are. */
export async function leftoverFolders(base: string, prefix: string, nowMs: number): Promise<readonly string[]> {
  const names = await readdir(base).catch(() => []);
  const leftovers: string[] = [];
  for (const name of names) {
    const folder = join(base, name);
    if (name.startsWith(prefix) && (await isLeftover(folder, nowMs))) leftovers.push(folder);
  }
  return leftovers;
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
function describeOwner(pid: number): string {
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
