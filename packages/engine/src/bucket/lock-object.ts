import type { EngineContext } from "../context/index.ts";
import { isTrouble } from "../object-store/index.ts";
import type { ObjectStore } from "../object-store/index.ts";
import { mayBeAlive } from "../storage/index.ts";
import { LOCK_KEY } from "./bucket-layout.ts";
import { decodeLock, encodeLock } from "./lock-record.ts";
import type { LockHolder, LockRecord, Window } from "./lock-record.ts";

/** Segments that a holder may write before he must ask for more: a GiB and what belongs to it. */
const WINDOW_SIZE = 24;

/** A lease that was not renewed for so long, by the clock of the store, is anybody's. */
const STALE_MS = 360_000;

/** A lock as it lies in the store. */
export interface FoundLock {
  readonly record: LockRecord;
  readonly etag: string;
  /** How long ago it was written. */
  readonly ageMs: number;
}

/** A lock as it was just written. */
export interface WrittenLock {
  readonly etag: string;
  /** When, by the clock of the store. */
  readonly serverMs: number;
}

/** A lock that was just taken. */
export interface TakenLock extends WrittenLock {
  readonly record: LockRecord;
  /** The window that came with it. */
  readonly inherited: Window | undefined;
}

/** `undefined` if there never was one. @param key Default: that of the lock. @throws {IntegrityError} */
export async function readLock(store: ObjectStore, key: string = LOCK_KEY): Promise<FoundLock | undefined> {
  try {
    const { bytes, etag, modifiedMs, serverMs } = await store.get(key);
    return { record: decodeLock(bytes, `${store.location}/${key}`), etag, ageMs: serverMs - modifiedMs };
  } catch (error) {
    if (isTrouble(error, "missing")) return undefined;
    throw error;
  }
}

/** @returns `undefined` if somebody else was faster. */
export async function tryReplace(
  store: ObjectStore,
  record: LockRecord,
  etag: string | undefined,
): Promise<WrittenLock | undefined> {
  const condition = etag === undefined ? ({ ifAbsent: true } as const) : { ifMatch: etag };
  try {
    return await store.put(LOCK_KEY, [encodeLock(record)], { condition });
  } catch (error) {
    if (isTrouble(error, "unmet")) return undefined;
    throw error;
  }
}

/** Whether a holder who was heard of so long ago is to be reckoned with. */
export function isLiving(holder: LockHolder, ageMs: number, { identity }: Pick<EngineContext, "identity">): boolean {
  return ageMs <= STALE_MS && mayBeAlive({ ...holder, thread: 0 }, { ...identity, thread: 0 });
}

/** The record with which `holder` takes a lock over. Where it is known how the log goes on, he need not ask for a window. */
export function successorRecord(found: FoundLock | undefined, holder: LockHolder): LockRecord {
  const { epoch = 0, window, next } = found?.record ?? {};
  return { epoch: epoch + 1, holder, beat: 0, window: window ?? (next === undefined ? undefined : windowFrom(next)) };
}

/** What a holder is given who is about to write `segment`. */
export function windowFrom(segment: number): Window {
  return { from: segment, to: segment + WINDOW_SIZE - 1 };
}
