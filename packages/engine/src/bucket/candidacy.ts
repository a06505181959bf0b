import type { EngineContext } from "../context/index.ts";
import type { ObjectStore } from "../object-store/index.ts";
import { CANDIDATES_PREFIX } from "./bucket-layout.ts";
import { readLock } from "./lock-object.ts";
import { encodeLock } from "./lock-record.ts";
import type { LockHolder } from "./lock-record.ts";
import { wallMs } from "./wall-clock.ts";

/** Of a time in milliseconds, so that names sort by age. */
const TIME_DIGITS = 13;

/** Somebody who wants a lock, or has it. */
export interface Candidate {
  readonly key: string;
  readonly holder: LockHolder;
  /** How long he has stood. */
  readonly ageMs: number;
}

/**
 * Our candidate for a lock in a store without conditional writes. It is put once and never again, so that its absence is final: who was
 * taken for dead, or whose lock was broken, finds it out by looking for it.
 */
export class Candidacy {
  readonly key: string;
  readonly #store: ObjectStore;

  private constructor(store: ObjectStore, key: string) {
    this.#store = store;
    this.key = key;
  }

  static async stand(
    store: ObjectStore,
    holder: LockHolder,
    { clock }: Pick<EngineContext, "clock">,
  ): Promise<Candidacy> {
    const time = String(wallMs(clock)).padStart(TIME_DIGITS, "0");
    const key = `${CANDIDATES_PREFIX}${time}-${holder.token}`;
    await store.put(key, [encodeLock({ epoch: 0, beat: 0, holder, window: undefined })]);
    return new Candidacy(store, key);
  }

  /** Whether it is there still. */
  async stands(): Promise<boolean> {
    return (await this.#store.head(this.key)) !== undefined;
  }

  async withdraw(): Promise<void> {
    await this.#store.delete([this.key]);
  }
}

/** All candidates, the first one first. */
export async function readCandidates(store: ObjectStore): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  for await (const { key } of store.list(CANDIDATES_PREFIX)) {
    const found = await readLock(store, key);
    const holder = found?.record.holder;
    if (found !== undefined && holder !== undefined) candidates.push({ key, holder, ageMs: found.ageMs });
  }
  return candidates;
}

/** Removes all candidates: nobody has the lock any more. */
export async function dismissCandidates(store: ObjectStore): Promise<void> {
  await store.delete(await Array.fromAsync(store.list(CANDIDATES_PREFIX), ({ key }) => key));
}
