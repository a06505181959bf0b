import { randomBytes } from "node:crypto";
import { accessSync, mkdirSync, readdirSync, renameSync, rmdirSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LockFailed, LockTimeout, NotLocked, NotMyLock } from "@coffer/format/errors";
import type { Clock, Reporter } from "../../context/index.ts";
import { errorCode, isMissing, osErrorText } from "../storage-error.ts";
import { formatOwner, mayBeAlive, parseOwner } from "./lock-owner.ts";
import type { LockOwner } from "./lock-owner.ts";
import { LockTimer } from "./lock-timer.ts";

const LOGGER = "borg.locking";
const LOST_RACE_CODES: ReadonlySet<string> = new Set(["ENOTEMPTY", "EEXIST", "ENOENT"]);

/** Paths that this process holds or is about to take: our own file there may also be left from a process of the same number. */
const heldPaths = new Set<string>();

/**
 * A folder that holds one empty file named after its owner; it comes into being by a rename, which only one can win.
 *
 * Its calls block this thread: there are a few dozen of them in a run, while nothing else can be done, and by way of another thread each
 * would take ten times as long.
 *
 * @see docs/formats/locks.md, "Exclusive lock".
 */
export class ExclusiveLock {
  readonly path: string;
  readonly #owner: LockOwner;
  readonly #clock: Clock;
  readonly #reporter: Reporter;
  readonly #waitSeconds: number;
  #isMine = false;
  #hasComplained = false;

  constructor(path: string, options: { owner: LockOwner; clock: Clock; reporter: Reporter; waitSeconds: number }) {
    this.path = path;
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
    const temporary = this.#createTemporary();
    let taken: "made" | "inherited" | "no" = "no";
    const timer = new LockTimer(this.#clock, this.#waitSeconds, signal);
    try {
      for (;;) {
        taken = this.#tryTake(temporary);
        if (taken !== "no") break;
        this.#killStale();
        if (!(await timer.next())) throw new LockTimeout(this.path);
      }
      this.#isMine = true;
    } finally {
      if (taken !== "made") removeTemporary(temporary, formatOwner(this.#owner));
    }
  }

  /** @throws {NotLocked} @throws {NotMyLock} Somebody broke the lock. */
  release(): void {
    this.#isMine = false;
    try {
      if (!exists(this.path)) throw new NotLocked(this.path);
      if (!exists(this.#ownFile)) throw new NotMyLock(this.path);
      unlinkSync(this.#ownFile);
      rmdirSync(this.path);
    } catch (error) {
      if (!LOST_RACE_CODES.has(errorCode(error) ?? "")) throw error;
    } finally {
      heldPaths.delete(this.path);
    }
  }

  /** Whether we took the lock and nobody broke it since. */
  isHeld(): boolean {
    return this.#isMine && exists(this.#ownFile);
  }

  get #ownFile(): string {
    return join(this.path, formatOwner(this.#owner));
  }

  #createTemporary(): string {
    const temporary = `${this.path}.${randomBytes(4).toString("hex")}.tmp`;
    try {
      mkdirSync(temporary, { mode: 0o700 });
    } catch (error) {
      throw new LockFailed(this.path, osErrorText(errorCode(error) ?? "EIO", temporary));
    }
    try {
      writeFileSync(join(temporary, formatOwner(this.#owner)), "");
    } catch (error) {
      removeTemporary(temporary, formatOwner(this.#owner));
      throw new LockFailed(
        this.path,
        osErrorText(errorCode(error) ?? "EIO", join(temporary, formatOwner(this.#owner))),
      );
    }
    return temporary;
  }

  /**
   * The path is claimed within this process before anything else, so that no one else here takes our file for his own.
   * @returns "inherited" if the lock lies under our own name already: that of a dead process whose number we have.
   */
  #tryTake(temporary: string): "made" | "inherited" | "no" {
    if (heldPaths.has(this.path)) return "no";
    heldPaths.add(this.path);
    try {
      renameSync(temporary, this.path);
      return "made";
    } catch {
      if (exists(this.#ownFile)) return "inherited";
      heldPaths.delete(this.path);
      return "no";
    }
  }

  /** Removes the lock if all its owners are processes of this host that are gone. */
  #killStale(): void {
    if (heldPaths.has(this.path)) return;
    let names: string[];
    try {
      names = readdirSync(this.path);
    } catch (error) {
      if (isMissing(error) || errorCode(error) === "ENOTDIR") return;
      throw error;
    }
    for (const name of names) if (!this.#killStaleFile(name)) return;
    try {
      rmdirSync(this.path);
    } catch (error) {
      const code = errorCode(error) ?? "EIO";
      if (!LOST_RACE_CODES.has(code)) this.#log("error", `Failed to remove lock dir: ${osErrorText(code, this.path)}`);
    }
  }

  #killStaleFile(name: string): boolean {
    const owner = parseOwner(name);
    if (owner === undefined) {
      this.#complainOnce(`Found malformed lock ${name} in ${this.path}. Please check/fix manually.`);
      return false;
    }
    if (mayBeAlive(owner, this.#owner)) return false;
    try {
      unlinkSync(join(this.path, name));
    } catch (error) {
      const reason = osErrorText(errorCode(error) ?? "EIO", join(this.path, name));
      this.#complainOnce(`Found stale lock ${name}, but cannot delete due to ${reason}`);
      return false;
    }
    this.#log("warning", `Killed stale lock ${name}.`);
    return true;
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
export function breakExclusiveLock(path: string): void {
  if (!exists(path)) return;
  for (const name of readdirSync(path)) unlinkSync(join(path, name));
  rmdirSync(path);
}

function removeTemporary(folder: string, file: string): void {
  try {
    unlinkSync(join(folder, file));
  } catch {
    // gone already
  }
  try {
    rmdirSync(folder);
  } catch {
    // gone already, or not ours alone
  }
}

function exists(path: string): boolean {
  try {
    accessSync(path);
    return true;
  } catch {
    return false;
  }
}
