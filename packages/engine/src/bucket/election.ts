import type { EngineContext } from "../context/index.ts";
import type { ObjectStore } from "../object-store/index.ts";
import { Candidacy, readCandidates } from "./candidacy.ts";
import type { Candidate } from "./candidacy.ts";
import { isLiving, readLock, successorRecord, tryReplace } from "./lock-object.ts";
import type { FoundLock, TakenLock } from "./lock-object.ts";
import type { LockHolder } from "./lock-record.ts";

/** Who has put a candidate before us is seen after this time... */
const SETTLE_MS = 2000;
/** ... or after that many times what a put has taken. */
const SETTLE_PUTS = 4;

export type ElectionContext = Pick<EngineContext, "clock" | "identity">;

/** A lock that was taken by an election. */
export interface WonLock extends TakenLock {
  readonly candidacy: Candidacy;
  /** From whom it was taken, being dead. */
  readonly lostBy: LockHolder | undefined;
}

/**
 * Takes a lock in a store where conditions do not hold: everybody puts a candidate, waits until those of others can be seen, and the first
 * by name may write the lock. He looks again after that: of two who did not see each other, the second gives way. So one wins or none
 * does, whatever their clocks say.
 *
 * @returns `undefined` if somebody else has the lock, or stands before us.
 * @see docs/formats/bucket.md, "Without conditional writes"
 */
export async function winLock(
  store: ObjectStore,
  holder: LockHolder,
  ctx: ElectionContext,
  signal: AbortSignal | undefined,
): Promise<WonLock | undefined> {
  const before = await survey(store, ctx);
  if (before.isHeld || before.living.length > 0) return undefined;
  const { clock } = ctx;
  const startMs = clock.monotonicMs();
  const candidacy = await Candidacy.stand(store, holder, ctx);
  let taken: TakenLock | undefined;
  try {
    await clock.sleep(Math.max(SETTLE_MS, SETTLE_PUTS * (clock.monotonicMs() - startMs)), signal);
    taken = await takeIfFirst(store, holder, candidacy, ctx);
  } finally {
    if (taken === undefined) await candidacy.withdraw();
  }
  return taken && { ...taken, candidacy, lostBy: before.dead };
}

async function takeIfFirst(
  store: ObjectStore,
  holder: LockHolder,
  candidacy: Candidacy,
  ctx: ElectionContext,
): Promise<TakenLock | undefined> {
  const isFirst = ({ living }: Survey): boolean => living.every(({ key }) => key > candidacy.key);
  const found = await survey(store, ctx, candidacy);
  if (found.isHeld || !isFirst(found)) return undefined;
  const record = successorRecord(found.lock, holder);
  const written = await tryReplace(store, record, found.lock?.etag);
  if (written === undefined || !isFirst(await survey(store, ctx, candidacy))) return undefined;
  return (await candidacy.stands()) ? { ...written, record, inherited: found.lock?.record.window } : undefined;
}

/** What is to be seen of a lock and of those who want it. */
interface Survey {
  readonly lock: FoundLock | undefined;
  /** Whether somebody has the lock and is to be reckoned with. */
  readonly isHeld: boolean;
  /** Who has the lock and is not to be reckoned with. */
  readonly dead: LockHolder | undefined;
  /** Other candidates who are to be reckoned with, the first one first. */
  readonly living: readonly Candidate[];
}

/** Looks, and removes the candidates of those who are not to be reckoned with: if they are alive yet, they will notice. */
async function survey(store: ObjectStore, ctx: ElectionContext, ours?: Candidacy): Promise<Survey> {
  const candidates = (await readCandidates(store)).filter(({ key }) => key !== ours?.key);
  const lock = await readLock(store);
  const holder = lock?.record.holder;
  const isFresh = lock !== undefined && holder !== undefined && isLiving(holder, lock.ageMs, ctx);
  const living: Candidate[] = [];
  for (const candidate of candidates) {
    const isHolder = candidate.holder.token === holder?.token;
    // a holder renews the lock, and not his candidate
    const isAlive = isHolder ? isFresh : isLiving(candidate.holder, candidate.ageMs, ctx);
    if (isAlive) living.push(candidate);
    else await store.delete([candidate.key]);
  }
  const stands = living.some(({ holder: { token } }) => token === holder?.token);
  const isHeld = isFresh && (stands || holder?.isElected !== true);
  return { lock, isHeld, dead: isHeld || isFresh ? undefined : holder, living };
}
