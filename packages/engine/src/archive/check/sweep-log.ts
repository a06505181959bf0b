import { BorgError, ObjectNotFound } from "@coffer/format/errors";
import { PUT_HEADER_SIZE } from "@coffer/format/segment";
import { assert, toHex } from "@coffer/format/bytes";
import type { ObjectRequest, Repository } from "../../repository/index.ts";
import type { PipelinePool, Region } from "../jobs/index.ts";
import { VERIFY_STRIDE } from "../jobs/index.ts";
import {
  SWEEP_BATCH_BYTES,
  SWEEP_BATCH_CHUNKS_MAX,
  SWEEP_BATCHES_AHEAD,
  SWEEP_SCAN_MAX,
  SWEEP_SIZE_GUESS,
  SWEEP_SLOT_BYTES,
} from "./limits.ts";

/** An object that is not as it should be, or that was looked for. */
export interface SweptObject {
  readonly id: Uint8Array;
  /** The repository could not give it: Borg's words. */
  readonly unreadable?: BorgError;
  /** It was read and its content is not what it should be: Borg's words. */
  readonly defect?: string;
  /** Its content, if it looks like an archive's metadata (and was asked for). */
  readonly archive?: Uint8Array;
}

/** Some objects, next to each other in the log. */
export interface SweptBatch {
  readonly count: number;
  /** Those of which there is something to say, in order. */
  readonly notable: readonly SweptObject[];
}

export interface SweepOptions {
  /** The checksums of the log were verified a moment ago: MAC and id say all that is left to say. */
  readonly isLogVerified: boolean;
  /** Hand out what looks like an archive's metadata. */
  readonly findArchives?: boolean;
  /** Objects to leave out. */
  readonly skip?: (id: Uint8Array) => boolean;
}

/**
 * Reads and verifies all objects, in the order of the log, and tells what came of it in that order.
 *
 * Several batches are under way; their memory is that of `pool`. What `visit` throws ends the sweep.
 */
export async function sweepLog(
  repository: Repository,
  pool: PipelinePool,
  options: SweepOptions,
  visit: (batch: SweptBatch) => void,
): Promise<void> {
  const sweep = new Sweep(repository, pool, options);
  const underWay: Promise<SweptBatch>[] = [];
  const settleFirst = async (): Promise<void> => {
    const first = underWay.shift();
    if (first !== undefined) visit(await first);
  };
  const batchesMax = Math.max(pool.pool.threads, 1) + SWEEP_BATCHES_AHEAD;
  try {
    for await (const requests of batches(repository, options)) {
      if (underWay.length === batchesMax) await settleFirst();
      const batch = sweep.verify(requests);
      // Awaited in its turn; this keeps an early error from ending the process.
      batch.catch(() => undefined);
      underWay.push(batch);
    }
    while (underWay.length > 0) await settleFirst();
  } finally {
    // Nobody may use the pool's memory after we have returned.
    await Promise.allSettled(underWay);
  }
}

/** Requests in log order, so many at a time as make a good batch. */
async function* batches(repository: Repository, options: SweepOptions): AsyncGenerator<ObjectRequest[]> {
  let batch: ObjectRequest[] = [];
  let bytes = 0;
  let marker: Uint8Array | undefined;
  for (;;) {
    const scanned = await repository.scanObjects(SWEEP_SCAN_MAX, marker);
    marker = scanned.at(-1)?.id;
    if (marker === undefined) break;
    for (const request of scanned) {
      if (options.skip?.(request.id) === true) continue;
      batch.push(request);
      bytes += (request.csize ?? SWEEP_SIZE_GUESS) + PUT_HEADER_SIZE;
      if (bytes < SWEEP_BATCH_BYTES && batch.length < SWEEP_BATCH_CHUNKS_MAX) continue;
      yield batch;
      [batch, bytes] = [[], 0];
    }
  }
  if (batch.length > 0) yield batch;
}

class Sweep {
  readonly #repository: Repository;
  readonly #pool: PipelinePool;
  readonly #options: SweepOptions;

  constructor(repository: Repository, pool: PipelinePool, options: SweepOptions) {
    this.#repository = repository;
    this.#pool = pool;
    this.#options = options;
  }

  async verify(requests: readonly ObjectRequest[]): Promise<SweptBatch> {
    const bytes = requests.reduce((sum, request) => sum + (request.csize ?? 0) + PUT_HEADER_SIZE, 0);
    const input = await this.#pool.input.allocate(bytes);
    try {
      const entries = await this.#load(requests, input);
      const slot = await this.#pool.output.allocate(SWEEP_SLOT_BYTES);
      try {
        return { count: requests.length, notable: await this.#verifyEntries(requests, entries, slot) };
      } finally {
        this.#pool.output.free(slot);
      }
    } finally {
      this.#pool.input.free(input);
    }
  }

  async #verifyEntries(
    requests: readonly ObjectRequest[],
    entries: readonly (Uint8Array | BorgError)[],
    slot: Region,
  ): Promise<SweptObject[]> {
    const shared = this.#pool.input.memory.buffer;
    const places = new Float64Array(requests.length * VERIFY_STRIDE);
    const foreign = new Map<number, Uint8Array>();
    const notable = new Map<number, SweptObject>();
    for (const [index, { id }] of requests.entries()) {
      const entry = entries[index];
      if (!(entry instanceof Uint8Array)) {
        notable.set(index, { id, unreadable: entry ?? this.#notFound(id) });
        continue;
      }
      if (entry.buffer !== shared) foreign.set(index, entry);
      places[index * VERIFY_STRIDE] = entry.byteOffset;
      places[index * VERIFY_STRIDE + 1] = entry.length;
    }
    const { findArchives = false, isLogVerified } = this.#options;
    const verifyCrc = !isLogVerified && this.#repository.hasEntryCrcs;
    const message = { places, foreign, slot: { ...slot }, findArchives, verifyCrc };
    const { damage, archives } = await this.#pool.pool.run("verifyChunks", message);
    for (const [index, archive] of archives) notable.set(index, { id: idOf(requests, index), archive });
    for (const [index, { message: defect }] of damage) {
      const id = idOf(requests, index);
      const unreadable = await this.#readAgain(id);
      notable.set(index, unreadable === undefined ? { id, defect } : { id, unreadable });
    }
    return [...notable].toSorted(([a], [b]) => a - b).map(([, object]) => object);
  }

  /** Where the log itself is damaged, the repository words it. */
  async #readAgain(id: Uint8Array): Promise<BorgError | undefined> {
    try {
      await this.#repository.get(id);
      return undefined;
    } catch (error) {
      if (error instanceof BorgError) return error;
      throw error;
    }
  }

  /** Log entries, in `room` as far as it goes. What cannot be read is given as its error. */
  async #load(requests: readonly ObjectRequest[], room: Region): Promise<(Uint8Array | BorgError)[]> {
    let used = 0;
    const allocate = (size: number): Uint8Array => {
      if (used + size > room.size) return new Uint8Array(size);
      used += size;
      return this.#pool.input.view(room.offset + used - size, size);
    };
    const options = { allocate, verifyCrc: false, missing: "undefined" } as const;
    try {
      const entries = await this.#repository.getEntries(requests, options);
      return entries.map((entry, position) => entry ?? this.#notFound(requests[position]?.id ?? NO_ID));
    } catch (error) {
      if (!(error instanceof BorgError)) throw error;
    }
    // One damaged header spoils the batch: find out which.
    const entries: (Uint8Array | BorgError)[] = [];
    for (const { id } of requests) {
      try {
        const [entry] = await this.#repository.getEntries([{ id }], { verifyCrc: false, missing: "undefined" });
        entries.push(entry ?? this.#notFound(id));
      } catch (error) {
        if (!(error instanceof BorgError)) throw error;
        entries.push(error);
      }
    }
    return entries;
  }

  #notFound(id: Uint8Array): ObjectNotFound {
    return new ObjectNotFound(toHex(id), this.#repository.location);
  }
}

const NO_ID = new Uint8Array(32);

function idOf(requests: readonly ObjectRequest[], index: number): Uint8Array {
  const id = requests[index]?.id;
  assert(id !== undefined, "the job speaks of what it was given");
  return id;
}
