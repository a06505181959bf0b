import { LockTimeout, NotMyLock } from "@coffer/format/errors";
import type { EngineContext } from "../context/index.ts";
import type { ObjectStore } from "../object-store/index.ts";
import type { RepositoryLock } from "../repository/index.ts";
import { LockTimer } from "../storage/index.ts";
import { LOCK_KEY } from "./bucket-layout.ts";
import { dismissCandidates } from "./candidacy.ts";
import type { Candidacy } from "./candidacy.ts";
import { winLock } from "./election.ts";
import type { WonLock } from "./election.ts";
import { isLiving, readLock, successorRecord, tryReplace, windowFrom } from "./lock-object.ts";
import type { TakenLock } from "./lock-object.ts";
import { encodeLock } from "./lock-record.ts";
import type { LockHolder, LockRecord, Window } from "./lock-record.ts";
import { wallMs } from "./wall-clock.ts";

/** Renewals come so often. */
const RENEW_MS = 60_000;
/** Without a renewal for so long, we do not count on it ourselves. */
const TRUST_MS = 180_000;
const TOKEN_BYTES = 16;

export type LeaseContext = Pick<EngineContext, "identity" | "clock" | "reporter" | "randomBytes" | "lockWaitSeconds">;

/**
 * The exclusive right to write to a repository in a bucket, for a time, renewed while it is held.
 *
 * All changes of `ctl/lock` are conditional, so of several writers one wins. A holder who sleeps longer than his lease lasts finds, when he
 * wakes up, that he cannot write any more: the numbers of all segments that he was allowed are taken (see {@link inherited}).
 *
 * Where conditions do not hold, it is taken by an election, and held as long as the candidate stands.
 *
 * @see docs/formats/bucket.md, "Lock"
 */
export class Lease implements RepositoryLock {
  /** Segments that holders before may still be writing: to be occupied before anything else is done. */
  readonly inherited: Window | undefined;
  readonly epoch: number;
  readonly #store: ObjectStore;
  readonly #ctx: LeaseContext;
  readonly #candidacy: Candidacy | undefined;
  readonly #timer: NodeJS.Timeout;
  #record: LockRecord;
  #etag: string;
  #renewedMs: number;
  /** The clock of the store at that time. */
  #renewedServerMs: number;
  #isHeld = true;
  /** Whether segments of the window may come into being after we have let go. */
  #isWindowOpen: boolean;
  /** Changes of the lock, one after the other. */
  #work: Promise<void> = Promise.resolve();

  private constructor(store: ObjectStore, ctx: LeaseContext, taken: TakenLock & Partial<WonLock>) {
    const { record, etag, candidacy, inherited, serverMs } = taken;
    this.#store = store;
    this.#ctx = ctx;
    this.#candidacy = candidacy;
    this.#record = record;
    this.#etag = etag;
    this.#renewedMs = wallMs(ctx.clock);
    this.#renewedServerMs = serverMs;
    this.epoch = record.epoch;
    this.inherited = inherited;
    this.#isWindowOpen = inherited !== undefined;
    this.#timer = setInterval(() => void this.#renew().catch(() => undefined), RENEW_MS);
    this.#timer.unref();
  }

  /**
   * Takes the lock; one that its holder has not renewed for six minutes, or who is a process of this host that is gone, is taken from him.
   * @throws {LockTimeout} If it is held by somebody else for longer than we want to wait.
   */
  static async acquire(store: ObjectStore, ctx: LeaseContext, signal?: AbortSignal): Promise<Lease> {
    const token = Buffer.from(ctx.randomBytes(TOKEN_BYTES)).toString("hex");
    const holder = { ...ctx.identity, token, isElected: !store.hasConditions };
    const timer = new LockTimer(ctx.clock, ctx.lockWaitSeconds, signal);
    const take = store.hasConditions ? takeLock : winLock;
    for (;;) {
      const taken = await take(store, holder, ctx, signal);
      if (taken !== undefined) {
        if (taken.lostBy !== undefined) logStale(taken.lostBy, ctx);
        return new Lease(store, ctx, taken);
      }
      if (!(await timer.next())) throw new LockTimeout(`${store.location}/${LOCK_KEY}`);
    }
  }

  /** Frees the lock, whoever holds it. He will not be able to write. */
  static async break(store: ObjectStore): Promise<void> {
    await dismissCandidates(store);
    for (;;) {
      const found = await readLock(store);
      if (found?.record.holder === undefined) return;
      const record = { ...found.record, epoch: found.record.epoch + 1, holder: undefined };
      if ((await tryReplace(store, record, found.etag)) !== undefined) return;
    }
  }

  /** What the clock of the store says now, about. */
  get serverMs(): number {
    return this.#renewedServerMs + wallMs(this.#ctx.clock) - this.#renewedMs;
  }

  /** Whether we may count on it; asks the store if that is not certain. */
  async isExclusive(): Promise<boolean> {
    if (!this.#isHeld) return false;
    if (Math.abs(wallMs(this.#ctx.clock) - this.#renewedMs) < TRUST_MS) return this.confirm();
    await this.#renew();
    return this.#isHeld;
  }

  /**
   * Whether what we have just put was put with the right to do so. Conditions see to that where they hold; elsewhere it is looked at.
   */
  async confirm(): Promise<boolean> {
    if (this.#isHeld && this.#candidacy !== undefined) this.#isHeld = await this.#candidacy.stands();
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
      if (window !== undefined && window.from <= segment && segment <= window.to) return;
      const wanted = windowFrom(segment);
      const { from, to } = window ?? wanted;
      const wider = { from: Math.min(from, wanted.from), to: Math.max(to, wanted.to) };
      await this.#replace({ ...this.#record, beat: this.#record.beat + 1, window: wider });
      if (!this.#isHeld) throw this.#lost();
    });
  }

  /** All segments up to `last` are settled, and nothing behind it is being written. */
  async settled(last: number): Promise<void> {
    await this.#inTurn(async () => {
      this.#isWindowOpen = false;
      const next = last + 1;
      const { window } = this.#record;
      const left = window !== undefined && window.to >= next ? { from: next, to: window.to } : undefined;
      this.#record = { ...this.#record, window: left, next };
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
      await this.#candidacy?.withdraw();
    });
  }

  async #renew(): Promise<void> {
    await this.#inTurn(async () => {
      if (this.#isHeld) await this.#replace({ ...this.#record, beat: this.#record.beat + 1 });
    });
  }

  async #replace(record: LockRecord): Promise<void> {
    let written = await tryReplace(this.#store, record, this.#etag);
    if (written === undefined && this.#candidacy !== undefined && (await this.#candidacy.stands())) {
      // one who came too late has written over it
      written = await this.#store.put(LOCK_KEY, [encodeLock(record)]);
    }
    if (written === undefined || !(await this.confirm())) {
      this.#isHeld = false;
      return;
    }
    this.#etag = written.etag;
    this.#record = record;
    this.#renewedMs = wallMs(this.#ctx.clock);
    this.#renewedServerMs = written.serverMs;
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

/** @returns `undefined` if somebody else has the lock. */
async function takeLock(
  store: ObjectStore,
  holder: LockHolder,
  ctx: LeaseContext,
): Promise<(TakenLock & { readonly lostBy: LockHolder | undefined }) | undefined> {
  for (;;) {
    const found = await readLock(store);
    const before = found?.record.holder;
    if (found !== undefined && before !== undefined && isLiving(before, found.ageMs, ctx)) return undefined;
    const record = successorRecord(found, holder);
    const written = await tryReplace(store, record, found?.etag);
    if (written !== undefined) return { ...written, record, inherited: found?.record.window, lostBy: before };
  }
}

function logStale({ hostid, pid }: LockHolder, { reporter }: LeaseContext): void {
  reporter.log({ level: "warning", name: "borg.locking", message: `Killed stale lock ${hostid}.${pid}-0.` });
}
