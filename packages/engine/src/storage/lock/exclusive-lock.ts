import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { LockFailed, LockTimeout, NotLocked, NotMyLock } from "@coffer/format/errors";
import type { Clock, Reporter } from "../../context/index.ts";
import type { PlainFiles } from "../plain-files.ts";
import { errorCode, isMissing, osErrorText } from "../storage-error.ts";
import { formatOwner, mayBeAlive, parseOwner } from "./lock-owner.ts";
import type { LockOwner } from "./lock-owner.ts";
import { LockTimer } from "./lock-timer.ts";

const LOGGER = "borg.locking";
const LOST_RACE_CODES: ReadonlySet<string> = new Set(["ENOTEMPTY", "EEXIST", "ENOENT"]);

/** What this process holds or is about to take: our own file there may also be left from a process of the same number. */
const heldPlaces = new Set<string>();

/**
 * A folder that holds one empty file named after its owner; it comes into being by a rename, which only one can win.
 *
 * @see docs/formats/locks.md, "Exclusive lock".
 */
export class ExclusiveLock {
  readonly #files: PlainFiles;
  readonly #path: string;
  /** The path as people call it. */
  readonly #place: string;
  readonly #owner: LockOwner;
  readonly #clock: Clock;
  readonly #reporter: Reporter;
  readonly #waitSeconds: number;
  #isMine = false;
  #hasComplained = false;

  constructor(
    files: PlainFiles,
    path: string,
    options: { owner: LockOwner; clock: Clock; reporter: Reporter; waitSeconds: number },
  ) {
    this.#files = files;
    this.#path = path;
    this.#place = files.locate(path);
    this.#owner = options.owner;
    this.#clock = options.clock;
    this.#reporter = options.reporter;
    this.#waitSeconds = options.waitSeconds;
  }

  /**
   * @param signal Ends the waiting.
   * @throws {LockFailed} If the folder above cannot be written. @throws {LockTimeout} @throws The reason of `signal`.
   */
  async acquire(signal?: AbortSignal): Promise<void> {
    const temporary = await this.#createTemporary();
    let taken: "made" | "inherited" | "no" = "no";
    const timer = new LockTimer(this.#clock, this.#waitSeconds, signal);
    try {
      for (;;) {
        taken = await this.#tryTake(temporary);
        if (taken !== "no") break;
        await this.#killStale();
        if (!(await timer.next())) throw new LockTimeout(this.#place);
      }
      this.#isMine = true;
    } finally {
      if (taken !== "made") await this.#removeTemporary(temporary);
    }
  }

  /** @throws {NotLocked} @throws {NotMyLock} Somebody broke the lock. */
  async release(): Promise<void> {
    this.#isMine = false;
    try {
      if (!(await this.#exists(this.#path))) throw new NotLocked(this.#place);
      if (!(await this.#exists(this.#ownFile))) throw new NotMyLock(this.#place);
      await this.#files.remove(this.#ownFile);
      await this.#files.removeFolder(this.#path);
    } catch (error) {
      if (!LOST_RACE_CODES.has(errorCode(error) ?? "")) throw error;
    } finally {
      heldPlaces.delete(this.#place);
    }
  }

  /** Whether we took the lock and nobody broke it since. */
  async isHeld(): Promise<boolean> {
    return this.#isMine && (await this.#exists(this.#ownFile));
  }

  get #ownFile(): string {
    return join(this.#path, formatOwner(this.#owner));
  }

  async #createTemporary(): Promise<string> {
    const temporary = `${this.#path}.${randomBytes(4).toString("hex")}.tmp`;
    await this.#attempt(temporary, () => this.#files.makeFolder(temporary, 0o700));
    const file = join(temporary, formatOwner(this.#owner));
    try {
      await this.#attempt(file, () => this.#files.write(file, new Uint8Array(0)));
    } catch (error) {
      await this.#removeTemporary(temporary);
      throw error;
    }
    return temporary;
  }

  /** @throws {LockFailed} For what the system says of `path`. */
  async #attempt(path: string, action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      const code = errorCode(error);
      if (code === undefined) throw error;
      throw new LockFailed(this.#place, osErrorText(code, this.#files.locate(path)));
    }
  }

  /**
   * The place is claimed within this process before anything else, so that no one else here takes our file for his own.
   * @returns "inherited" if the lock lies under our own name already: that of a dead process whose number we have.
   */
  async #tryTake(temporary: string): Promise<"made" | "inherited" | "no"> {
    if (heldPlaces.has(this.#place)) return "no";
    heldPlaces.add(this.#place);
    try {
      return await this.#take(temporary);
    } catch (error) {
      heldPlaces.delete(this.#place);
      throw error;
    }
  }

  async #take(temporary: string): Promise<"made" | "inherited" | "no"> {
    try {
      await this.#files.rename(temporary, this.#path);
      return "made";
    } catch (error) {
      if (errorCode(error) === undefined) throw error;
      if (await this.#exists(this.#ownFile)) return "inherited";
      heldPlaces.delete(this.#place);
      return "no";
    }
  }

  /** Removes the lock if all its owners are processes of this host that are gone. */
  async #killStale(): Promise<void> {
    if (heldPlaces.has(this.#place)) return;
    let names: string[];
    try {
      names = await this.#files.list(this.#path);
    } catch (error) {
      if (isMissing(error) || errorCode(error) === "ENOTDIR") return;
      throw error;
    }
    for (const name of names) if (!(await this.#killStaleFile(name))) return;
    try {
      await this.#files.removeFolder(this.#path);
    } catch (error) {
      const code = errorCode(error) ?? "EIO";
      if (!LOST_RACE_CODES.has(code))
        this.#log("error", `Failed to remove lock dir: ${osErrorText(code, this.#place)}`);
    }
  }

  async #killStaleFile(name: string): Promise<boolean> {
    const owner = parseOwner(name);
    if (owner === undefined) {
      this.#complainOnce(`Found malformed lock ${name} in ${this.#place}. Please check/fix manually.`);
      return false;
    }
    if (mayBeAlive(owner, this.#owner)) return false;
    const path = join(this.#path, name);
    try {
      await this.#files.remove(path);
    } catch (error) {
      const reason = osErrorText(errorCode(error) ?? "EIO", this.#files.locate(path));
      this.#complainOnce(`Found stale lock ${name}, but cannot delete due to ${reason}`);
      return false;
    }
    this.#log("warning", `Killed stale lock ${name}.`);
    return true;
  }

  async #removeTemporary(folder: string): Promise<void> {
    // gone already, or not ours alone
    await this.#files.remove(join(folder, formatOwner(this.#owner))).catch(() => {});
    await this.#files.removeFolder(folder).catch(() => {});
  }

  /** What cannot be seen is not there; a connection that is lost says nothing about it. */
  async #exists(path: string): Promise<boolean> {
    try {
      return (await this.#files.kind(path)) !== undefined;
    } catch (error) {
      if (errorCode(error) === undefined) throw error;
      return false;
    }
  }

  #complainOnce(message: string): void {
    if (!this.#hasComplained) this.#log("error", message);
    this.#hasComplained = true;
  }

  #log(level: "warning" | "error", message: string): void {
    this.#reporter.log({ level, name: LOGGER, message });
  }
}

/** Removes the lock at `path`, whoever holds it. */
export async function breakExclusiveLock(files: PlainFiles, path: string): Promise<void> {
  if ((await files.kind(path)) === undefined) return;
  for (const name of await files.list(path)) await files.remove(join(path, name));
  await files.removeFolder(path);
}
