import { assert } from "@coffer/format/bytes";
import { LockTimeout } from "@coffer/format/errors";
import type { Clock, EngineContext, Reporter } from "../../context/index.ts";
import type { PlainFiles } from "../plain-files.ts";
import { POSIX_FILES } from "../posix/posix-files.ts";
import { breakExclusiveLock, ExclusiveLock } from "./exclusive-lock.ts";
import { isSameOwner, ownerOf } from "./lock-owner.ts";
import type { LockOwner } from "./lock-owner.ts";
import { LockRoster } from "./lock-roster.ts";
import { LockTimer } from "./lock-timer.ts";

/** Pause while readers are still there. */
const READERS_SLEEP_MS = 200;

/** How often this process holds a place shared: the roster has one entry for all of them. */
const sharedCounts = new Map<string, number>();

export type FileLockOptions = Pick<EngineContext, "identity" | "clock" | "reporter" | "lockWaitSeconds"> & {
  readonly exclusive: boolean;
  /** Where the lock lies. Default: on this machine. */
  readonly files?: PlainFiles | undefined;
  /** Once aborted, nobody waits for this lock any more; to be released, it may still have to wait a moment for others. */
  readonly signal?: AbortSignal | undefined;
};

/**
 * Borg's lock of a repository or a cache: many may hold it shared, or one exclusive, on any number of hosts.
 *
 * Lies in `<path>.exclusive` and `<path>.roster`. Locks of processes of this host that are gone are removed. The file system
 * must have an atomic rename of folders.
 *
 * @see docs/formats/locks.md
 */
export class FileLock {
  /** The path as people call it. */
  readonly #place: string;
  readonly #us: LockOwner;
  readonly #clock: Clock;
  readonly #waitSeconds: number;
  readonly #gate: ExclusiveLock;
  readonly #roster: LockRoster;
  readonly #signal: AbortSignal | undefined;
  #state: "none" | "shared" | "exclusive" = "none";

  private constructor(path: string, options: Omit<FileLockOptions, "exclusive">) {
    const { clock, reporter, lockWaitSeconds: waitSeconds, files = POSIX_FILES } = options;
    this.#place = files.locate(path);
    this.#us = ownerOf(options.identity);
    this.#clock = clock;
    this.#waitSeconds = waitSeconds;
    this.#signal = options.signal;
    this.#gate = new ExclusiveLock(files, `${path}.exclusive`, { owner: this.#us, clock, reporter, waitSeconds });
    this.#roster = new LockRoster(files, `${path}.roster`, this.#us, reporter);
  }

  /**
   * @param path Absolute, without suffix: `<repository>/lock`, `<cache>/lock`.
   * @throws {LockTimeout} If others hold it longer than `lockWaitSeconds`.
   * @throws {LockFailed} If the folder cannot be written.
   * @throws The reason of `signal`. Nothing is left then.
   */
  static async acquire(path: string, options: FileLockOptions): Promise<FileLock> {
    const lock = new FileLock(path, options);
    if (options.exclusive) await lock.#acquireExclusive();
    else await lock.#acquireShared();
    return lock;
  }

  /** Removes the lock at `path`, whoever holds it. */
  static async break(
    path: string,
    identity: EngineContext["identity"],
    reporter: Reporter,
    files: PlainFiles = POSIX_FILES,
  ): Promise<void> {
    await new LockRoster(files, `${path}.roster`, ownerOf(identity), reporter).remove();
    await breakExclusiveLock(files, `${path}.exclusive`);
  }

  /** Whether we hold it exclusively and nobody broke it. */
  async isExclusive(): Promise<boolean> {
    return this.#state === "exclusive" && (await this.#gate.isHeld());
  }

  /**
   * Makes a shared lock exclusive; does nothing if it is.
   * @throws {LockTimeout} If other readers stay; we still hold it shared then. @throws The reason of the signal, likewise.
   */
  async upgrade(): Promise<void> {
    if (this.#state === "shared") await this.#acquireExclusive();
  }

  /** @throws {NotLocked} @throws {NotMyLock} If somebody broke it; nothing is held after that either. */
  async release(): Promise<void> {
    const state = this.#state;
    this.#state = "none";
    if (state === "none") return;
    if (state === "exclusive") {
      await this.#roster.modify("exclusive", "remove");
      if (await this.#roster.isEmpty()) await this.#roster.remove();
      await this.#gate.release();
      return;
    }
    this.#countShared(-1);
    await this.#gate.acquire();
    try {
      if (this.#sharedCount === 0) await this.#roster.modify("shared", "remove");
      if (await this.#roster.isEmpty()) await this.#roster.remove();
    } finally {
      await this.#gate.release();
    }
  }

  async #acquireShared(): Promise<void> {
    assert(this.#state === "none", "a lock is acquired once");
    await this.#gate.acquire(this.#signal);
    try {
      await this.#roster.modify("shared", "add");
      this.#countShared(1);
      this.#state = "shared";
    } finally {
      await this.#gate.release();
    }
  }

  async #acquireExclusive(): Promise<void> {
    const timer = new LockTimer(this.#clock, this.#waitSeconds, this.#signal, READERS_SLEEP_MS);
    for (;;) {
      await this.#gate.acquire(this.#signal);
      let isAlone = false;
      try {
        isAlone = await this.#isAlone();
        if (isAlone) await this.#enterExclusive();
      } catch (error) {
        await this.#gate.release();
        throw error;
      }
      if (isAlone) return;
      await this.#gate.release();
      if (!(await timer.next())) throw new LockTimeout(this.#place);
    }
  }

  /** Whether nobody but this very lock is on the shared list. */
  async #isAlone(): Promise<boolean> {
    const shared = await this.#roster.get("shared");
    if (shared.length === 0) return true;
    const isOnlyUs = shared.every((owner) => isSameOwner(owner, this.#us));
    // Our name without a lock of this process: a process that had our number died, or somebody broke the lock.
    return isOnlyUs && this.#sharedCount === (this.#state === "shared" ? 1 : 0);
  }

  async #enterExclusive(): Promise<void> {
    if ((await this.#roster.get("shared")).length > 0) await this.#roster.modify("shared", "remove");
    await this.#roster.modify("exclusive", "add");
    if (this.#state === "shared") this.#countShared(-1);
    this.#state = "exclusive";
  }

  get #sharedCount(): number {
    return sharedCounts.get(this.#place) ?? 0;
  }

  #countShared(by: 1 | -1): void {
    const count = this.#sharedCount + by;
    if (count > 0) sharedCounts.set(this.#place, count);
    else sharedCounts.delete(this.#place);
  }
}
