import type { Reporter } from "../../context/index.ts";
import type { PlainFiles } from "../plain-files.ts";
import { isMissing } from "../storage-error.ts";
import { isSameOwner, mayBeAlive } from "./lock-owner.ts";
import type { LockOwner } from "./lock-owner.ts";

export type RosterKey = "shared" | "exclusive";

/** The lists of a roster; a list that the file does not have is absent. */
export type RosterLists = Partial<Record<RosterKey, LockOwner[]>>;

/** Longest roster that is read, in bytes. */
const ROSTER_SIZE_MAX = 1 << 20;

/**
 * The file that lists who holds a lock, shared or exclusive. Only touched by whoever holds the exclusive lock for a moment.
 *
 * @see docs/formats/locks.md, "Roster".
 */
export class LockRoster {
  readonly #files: PlainFiles;
  readonly #path: string;
  readonly #us: LockOwner;
  readonly #reporter: Reporter;

  constructor(files: PlainFiles, path: string, us: LockOwner, reporter: Reporter) {
    this.#files = files;
    this.#path = path;
    this.#us = us;
    this.#reporter = reporter;
  }

  /** Owners in one list that may be alive. */
  async get(key: RosterKey): Promise<LockOwner[]> {
    return (await this.#load())[key] ?? [];
  }

  async isEmpty(): Promise<boolean> {
    const lists = await this.#load();
    return (lists.shared ?? []).length === 0 && (lists.exclusive ?? []).length === 0;
  }

  /** Adds us to a list, or takes us off. */
  async modify(key: RosterKey, operation: "add" | "remove"): Promise<void> {
    const lists = await this.#load();
    const others = (lists[key] ?? []).filter((owner) => !isSameOwner(owner, this.#us));
    lists[key] = operation === "add" ? [...others, this.#us] : others;
    await this.#files.write(this.#path, new TextEncoder().encode(formatRoster(lists)));
  }

  async remove(): Promise<void> {
    try {
      await this.#files.remove(this.#path);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }

  async #load(): Promise<RosterLists> {
    const lists = parseRoster(await this.#read());
    for (const key of ["shared", "exclusive"] as const) {
      const owners = lists[key];
      if (owners !== undefined) lists[key] = owners.filter((owner) => this.#keep(key, owner));
    }
    return lists;
  }

  async #read(): Promise<string> {
    try {
      const bytes = await this.#files.read(this.#path, ROSTER_SIZE_MAX + 1);
      return bytes.length > ROSTER_SIZE_MAX ? "" : new TextDecoder().decode(bytes);
    } catch (error) {
      if (isMissing(error)) return "";
      throw error;
    }
  }

  #keep(key: RosterKey, owner: LockOwner): boolean {
    if (mayBeAlive(owner, this.#us)) return true;
    const message = `Removed stale ${key} roster lock for host ${owner.hostid} pid ${owner.pid} thread ${owner.thread}.`;
    this.#reporter.log({ level: "warning", name: "borg.locking", message });
    return false;
  }
}

/** Reads a roster. One that is not understood is empty, as in Borg. */
export function parseRoster(text: string): RosterLists {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return {};
  }
  const lists: RosterLists = {};
  if (typeof value !== "object" || value === null) return lists;
  for (const key of ["shared", "exclusive"] as const) {
    const entries = (value as Record<string, unknown>)[key];
    if (entries === undefined) continue;
    if (!Array.isArray(entries)) return {};
    const owners = entries.map(parseEntry);
    if (owners.includes(undefined)) return {};
    lists[key] = owners.filter((owner) => owner !== undefined);
  }
  return lists;
}

function parseEntry(entry: unknown): LockOwner | undefined {
  if (!Array.isArray(entry) || entry.length !== 3) return undefined;
  const [hostid, pid, thread] = entry as unknown[];
  if (typeof hostid !== "string" || !Number.isSafeInteger(pid) || !Number.isSafeInteger(thread)) return undefined;
  return { hostid, pid: pid as number, thread: thread as number };
}

/** The file's text, as Python's `json.dump` writes it. */
export function formatRoster(lists: RosterLists): string {
  const parts = Object.entries(lists).map(([key, owners]) => {
    const entries = owners.map(({ hostid, pid, thread }) => `[${asciiJson(hostid)}, ${pid}, ${thread}]`);
    return `"${key}": [${entries.join(", ")}]`;
  });
  return `{${parts.join(", ")}}`;
}

function asciiJson(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
