import { dirname } from "node:path";
import type { Machine } from "../machine/index.ts";
import { dateOf } from "../words.ts";
import type { Place } from "./place.ts";

/** What is looked through, and how far. */
export interface ChangedPlacesOptions {
  /** Younger files count as changed; milliseconds since 1970. */
  readonly sinceMs: number;
  /** Folders that are known to be backed up, or not worth it, are not entered. */
  readonly isSettled: (folder: string) => boolean;
  /** How many names are looked at. */
  readonly namesMax?: number;
}

const NAMES_MAX = 100_000;

/** So deep below `/` lie the folders that are told of: `/data/projects`, not each of its files. */
const TOLD_DEPTH = 2;

/** What changes below `/` by the system itself, or for the moment. */
const OF_THE_SYSTEM: ReadonlySet<string> = new Set([
  ...["/bin", "/boot", "/dev", "/lib", "/lib32", "/lib64", "/libx32", "/lost+found", "/proc", "/run", "/sbin", "/snap"],
  ...[
    "/.dockerenv",
    "/swapfile",
    "/swap.img",
    "/sys",
    "/tmp",
    "/usr",
    "/var/cache",
    "/var/log",
    "/var/tmp",
    "/var/run",
    "/var/lock",
    "/var/backups",
  ],
  ...["/var/crash", "/var/spool", "/var/lib", "/media", "/mnt/cdrom", "/cdrom"],
]);

/** More folders than these in one are told as that one. */
const SIBLINGS_MAX = 3;

interface Change {
  count: number;
  newestMs: number;
  newest: string;
}

/** By the folder that is told of. */
type Changes = Map<string, Change>;

/**
 * Folders with files that have changed lately and that nobody knows: neither the system's nor settled. Names are looked at in breadth, so that
 * an endless folder does not hide the others.
 */
export function changedPlaces(machine: Machine, options: ChangedPlacesOptions): readonly Place[] {
  const { sinceMs, isSettled, namesMax = NAMES_MAX } = options;
  const changes: Changes = new Map();
  const queue = ["/"];
  let seen = 0;
  for (let at = 0; at < queue.length && seen < namesMax; at++) {
    const folder = queue[at] ?? "/";
    for (const { name, kind } of machine.names(folder)) {
      seen += 1;
      const path = folder === "/" ? `/${name}` : `${folder}/${name}`;
      if (OF_THE_SYSTEM.has(path)) continue;
      if (kind === "folder" && !isSettled(path)) queue.push(path);
      const mtimeMs = kind === "file" ? (machine.look(path)?.mtimeMs ?? 0) : 0;
      if (mtimeMs > sinceMs) note(changes, path, mtimeMs);
    }
  }
  return [...together(changes)].map(([path, { count, newest, newestMs }]) => ({
    path,
    what: `${count} ${count === 1 ? "file" : "files"} changed lately, ${newest} on ${dateOf(newestMs)}`,
    severity: "warning",
  }));
}

function note(changes: Changes, path: string, mtimeMs: number): void {
  const parts = path.split("/");
  const told = parts.slice(0, Math.min(parts.length - 1, TOLD_DEPTH + 1)).join("/") || path;
  add(changes, told, { count: 1, newestMs: mtimeMs, newest: path });
}

/** Many folders side by side are told as the one that holds them. */
function together(changes: Changes): Changes {
  const siblings = new Map<string, number>();
  for (const path of changes.keys()) siblings.set(dirname(path), (siblings.get(dirname(path)) ?? 0) + 1);
  const joined: Changes = new Map();
  for (const [path, change] of changes) {
    const parent = dirname(path);
    const isOneOfMany = parent !== "/" && (siblings.get(parent) ?? 0) > SIBLINGS_MAX;
    add(joined, isOneOfMany ? parent : path, change);
  }
  return joined;
}

function add(changes: Changes, told: string, { count, newestMs, newest }: Change): void {
  const before = changes.get(told);
  if (before === undefined) changes.set(told, { count, newestMs, newest });
  else {
    before.count += count;
    if (newestMs > before.newestMs) Object.assign(before, { newestMs, newest });
  }
}
