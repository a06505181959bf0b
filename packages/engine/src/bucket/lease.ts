import { LockTimeout, NotMyLock } from "@coffer/format/errors";
import type { EngineContext } from "../context/index.ts";
import { isTrouble } from "../object-store/index.ts";
import type { ObjectStore } from "../object-store/index.ts";
import type { RepositoryLock } from "../repository/index.ts";
import { LockTimer, mayBeAlive } from "../storage/index.ts";
import { LOCK_KEY } from "./bucket-layout.ts";
import { decodeLock, encodeLock } from "./lock-record.ts";
import type { LockHolder, LockRecord, Window } from "./lock-record.ts";

/** Renewals come so often... */
const RENEW_MS = 60_000;
/** ... and a lease that was not renewed for so long, by the clock of the store, is anybody's. */
const STALE_MS = 360_000;
/** Without a renewal for so long, we do not count on it ourselves. */
const TRUST_MS = 180_000;
/** Segments that a holder may write before he must ask for more. */
const WINDOW_SIZE = 16;
const TOKEN_BYTES = 16;

export type LeaseContext = Pick<EngineContext, "identity" | "clock" | "reporter" | "randomBytes" | "lockWaitSeconds">;

interface Found {
  readonly record: LockRecord;
  readonly etag: string;
  /** How long ago it was written. */
  readonly ageMs: number;
}

/**
 * The exclusive right to write to a repository in a bucket, for a time, renewed while it is held.
 *
 * All changes of `ctl/lock` are conditional, so of several writers one wins. A holder who sleeps longer than his lease lasts finds, when he
 * wakes up, that he cannot write any more: the numbers of all segments that he was allowed are taken (see {@link inherited}).
 *
 * @see docs/formats/bucket.md, "Lock"
 */
export class Lease implements RepositoryLock {
  /** Segments that holders before may still be writing: to be occupied before anything else is done. */
  readonly inherited: Window | undefined;
  readonly epoch: number;
  readonly #store: ObjectStore;
  readonly #ctx: LeaseContext;
  readonly #timer: NodeJS.Timeout;
  #record: LockRecord;
  #etag: string;
  #renewedMs: number;
  #isHeld = true;
  /** Whether segments of the window may come into being after we have let go. */
  #isWindowOpen: boolean;
  /** Changes of the lock, one after the other. */
  #work: Promise<void> = Promise.resolve();

  private constructor(store: ObjectStore, ctx: LeaseContext, record: LockRecord, etag: string) {
    this.#store = store;
    this.#ctx = ctx;
    this.#record = record;
    this.#etag = etag;
    this.#renewedMs = wallMs(ctx);
    this.epoch = record.epoch;
    this.inherited = record.window;
    this.#isWindowOpen = record.window !== undefined;
    this.#timer = setInterval(() => void this.#renew().catch(() => undefined), RENEW_MS);
    this.#timer.unref();
  }

  /**
   * Takes the lock; one that its holder has not renewed for six minutes, or who is a process of this host that is gone, is taken from him.
   * @throws {LockTimeout} If it is held by somebody else for longer than we want to wait.
   */
  static async acquire(store: ObjectStore, ctx: LeaseContext, signal?: AbortSignal): Promise<Lease> {
    const token = Buffer.from(ctx.randomBytes(TOKEN_BYTES)).toString("hex");
    const holder = { ...ctx.identity, token };
    const timer = new LockTimer(ctx.clock, ctx.lockWaitSeconds, signal);
    for (;;) {
      const found = await readLock(store);
      if (found === undefined || isFree(found, ctx)) {
        const { epoch = 0, window } = found?.record ?? {};
        const record = { epoch: epoch + 1, holder, beat: 0, window };
        const etag = await tryReplace(store, record, found?.etag);
        if (etag === undefined) continue;
        if (found?.record.holder !== undefined) logStale(found.record.holder, ctx);
        return new Lease(store, ctx, record, etag);
      }
      if (!(await timer.next())) throw new LockTimeout(`${store.location}/${LOCK_KEY}`);
    }
  }

  /** Frees the lock, whoever holds it. He will not be able to write. */
  static async break(store: ObjectStore): Promise<void> {
    for (;;) {
      const found = await readLock(store);
      if (found?.record.holder === undefined) return;
      const record = { ...found.record, epoch: found.record.epoch + 1, holder: undefined };
      if ((await tryReplace(store, record, found.etag)) !== undefined) return;
    }
  }

  /** Whether we may count on it; asks the store if that is not certain. */
  async isExclusive(): Promise<boolean> {
    if (!this.#isHeld) return false;
    if (Math.abs(wallMs(this.#ctx) - this.#renewedMs) < TRUST_MS) return true;
    await this.#renew();
    return this.#isHeld;
  }

  /** There are no shared ones. @throws {NotMyLock} If it was lost. */
  async upgrade(): Promise<void> {
    if (!(await this.isExclusive())) throw this.#lost();
  }

  /** Makes sure that we may write `segment`. @throws {NotMyLock} If somebody has taken the lock from us. */
  async allow(segment: number): Promise<void> {
    await this.#inTurn(async () => {
      if (!this.#isHeld) throw this.#lost();
      const { window } = this.#record;
      this.#isWindowOpen = true;
      if (window !== undefined && segment <= window.to) return;
      const to = segment + WINDOW_SIZE - 1;
      await this.#replace({
        ...this.#record,
        beat: this.#record.beat + 1,
        window: { from: window?.from ?? segment, to },
      });
      if (!this.#isHeld) throw this.#lost();
    });
  }

  /** All segments up to `last` are settled, and nothing behind it is being written. */
  async settled(last: number): Promise<void> {
    await this.#inTurn(async () => {
      this.#isWindowOpen = false;
      const { window } = this.#record;
      if (window !== undefined)
        this.#record = { ...this.#record, window: window.to > last ? { from: last + 1, to: window.to } : undefined };
    });
  }

  /** Segments of the window may come into being yet, whatever {@link settled} says after that. */
  doubt(): void {
    this.#isDoubtful = true;
  }
  #isDoubtful = false;

  /** Lets go. Whoever comes next is told what may still be on its way. */
  async release(): Promise<void> {
    clearInterval(this.#timer);
    await this.#inTurn(async () => {
      if (!this.#isHeld) return;
      const window = this.#isWindowOpen || this.#isDoubtful ? this.#record.window : undefined;
      await this.#replace({ ...this.#record, holder: undefined, window });
      this.#isHeld = false;
    });
  }

  async #renew(): Promise<void> {
    await this.#inTurn(async () => {
      if (this.#isHeld) await this.#replace({ ...this.#record, beat: this.#record.beat + 1 });
    });
  }

  async #replace(record: LockRecord): Promise<void> {
    const etag = await tryReplace(this.#store, record, this.#etag);
    if (etag === undefined) {
      this.#isHeld = false;
      return;
    }
    this.#etag = etag;
    this.#record = record;
    this.#renewedMs = wallMs(this.#ctx);
  }

  #inTurn(action: () => Promise<void>): Promise<void> {
    const done = this.#work.then(action);
    this.#work = done.catch(() => undefined);
    return done;
  }

  #lost(): NotMyLock {
    return new NotMyLock(`${this.#store.location}/${LOCK_KEY}`);
  }
}

async function readLock(store: ObjectStore): Promise<Found | undefined> {
  try {
    const { bytes, etag, modifiedMs, serverMs } = await store.get(LOCK_KEY);
    return { record: decodeLock(bytes, `${store.location}/${LOCK_KEY}`), etag, ageMs: serverMs - modifiedMs };
  } catch (error) {
    if (isTrouble(error, "missing")) return undefined;
    throw error;
  }
}

/** @returns The new etag; `undefined` if somebody else was faster. */
async function tryReplace(
  store: ObjectStore,
  record: LockRecord,
  etag: string | undefined,
): Promise<string | undefined> {
  const condition = etag === undefined ? ({ ifAbsent: true } as const) : { ifMatch: etag };
  try {
    return (await store.put(LOCK_KEY, [encodeLock(record)], { condition })).etag;
  } catch (error) {
    if (isTrouble(error, "unmet")) return undefined;
    throw error;
  }
}

function isFree({ record: { holder }, ageMs }: Found, ctx: LeaseContext): boolean {
  if (holder === undefined || ageMs > STALE_MS) return true;
  return !mayBeAlive({ ...holder, thread: 0 }, { ...ctx.identity, thread: 0 });
}

function logStale({ hostid, pid }: LockHolder, { reporter }: LeaseContext): void {
  reporter.log({ level: "warning", name: "borg.locking", message: `Killed stale lock ${hostid}.${pid}-0.` });
}

/** Goes on while the machine sleeps. */
function wallMs({ clock }: LeaseContext): number {
  return Number(clock.nowMicros() / 1000n);
}
