import { randomBytes } from "node:crypto";
import { access, mkdir, readdir, rename, rmdir, unlink, writeFile } from "node:fs/promises";
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

  /** @throws {LockFailed} If the folder above cannot be written. @throws {LockTimeout} */
  async acquire(): Promise<void> {
    const temporary = await this.#createTemporary();
    let taken: "made" | "inherited" | "no" = "no";
    const timer = new LockTimer(this.#clock, this.#waitSeconds);
    try {
      for (;;) {
        taken = await this.#tryTake(temporary);
        if (taken !== "no") break;
        await this.#killStale();
        if (!(await timer.next())) throw new LockTimeout(this.path);
      }
      this.#isMine = true;
    } finally {
      if (taken !== "made") await removeTemporary(temporary, formatOwner(this.#owner));
    }
  }

  /** @throws {NotLocked} @throws {NotMyLock} Somebody broke the lock. */
  async release(): Promise<void> {
    this.#isMine = false;
    try {
      if (!(await exists(this.path))) throw new NotLocked(this.path);
      if (!(await exists(this.#ownFile))) throw new NotMyLock(this.path);
      await unlink(this.#ownFile);
      await rmdir(this.path);
    } catch (error) {
      if (!LOST_RACE_CODES.has(errorCode(error) ?? "")) throw error;
    } finally {
      heldPaths.delete(this.path);
    }
  }

  /** Whether we took the lock and nobody broke it since. */
  async isHeld(): Promise<boolean> {
    return this.#isMine && (await exists(this.#ownFile));
  }

  get #ownFile(): string {
    return join(this.path, formatOwner(this.#owner));
  }

  async #createTemporary(): Promise<string> {
    const temporary = `${this.path}.${randomBytes(4).toString("hex")}.tmp`;
    try {
      await mkdir(temporary, { mode: 0o700 });
    } catch (error) {
      throw new LockFailed(this.path, osErrorText(errorCode(error) ?? "EIO", temporary));
    }
    try {
      await writeFile(join(temporary, formatOwner(this.#owner)), "");
    } catch (error) {
      await removeTemporary(temporary, formatOwner(this.#owner));
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
  async #tryTake(temporary: string): Promise<"made" | "inherited" | "no"> {
    if (heldPaths.has(this.path)) return "no";
    heldPaths.add(this.path);
    try {
      await rename(temporary, this.path);
      return "made";
    } catch {
      if (await exists(this.#ownFile)) return "inherited";
      heldPaths.delete(this.path);
      return "no";
    }
  }

  /** Removes the lock if all its owners are processes of this host that are gone. */
  async #killStale(): Promise<void> {
    if (heldPaths.has(this.path)) return;
    let names: string[];
    try {
      names = await readdir(this.path);
    } catch (error) {
      if (isMissing(error) || errorCode(error) === "ENOTDIR") return;
      throw error;
    }
    for (const name of names) if (!(await this.#killStaleFile(name))) return;
    try {
      await rmdir(this.path);
    } catch (error) {
      const code = errorCode(error) ?? "EIO";
      if (!LOST_RACE_CODES.has(code)) this.#log("error", `Failed to remove lock dir: ${osErrorText(code, this.path)}`);
    }
  }

  async #killStaleFile(name: string): Promise<boolean> {
    const owner = parseOwner(name);
    if (owner === undefined) {
      this.#complainOnce(`Found malformed lock ${name} in ${this.path}. Please check/fix manually.`);
      return false;
    }
    if (mayBeAlive(owner, this.#owner)) return false;
    try {
      await unlink(join(this.path, name));
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
export async function breakExclusiveLock(path: string): Promise<void> {
  if (!(await exists(path))) return;
  for (const name of await readdir(path)) await unlink(join(path, name));
  await rmdir(path);
}

async function removeTemporary(folder: string, file: string): Promise<void> {
  await unlink(join(folder, file)).catch(() => {});
  await rmdir(folder).catch(() => {});
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
