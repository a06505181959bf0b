import { equalBytes } from "@coffer/format/bytes";
import type { CompressionName } from "@coffer/format/compression";
import { BorgError, IntegrityError } from "@coffer/format/errors";
import { PUT_HEADER_SIZE } from "@coffer/format/segment";
import type { ObjectRequest, Repository } from "../../repository/index.ts";
import type { ChunksOpened, Damage, PipelinePool, Region } from "../jobs/index.ts";
import { OPEN_STRIDE } from "../jobs/index.ts";
import { RegionHold } from "../../threads/index.ts";

/** A chunk that is wanted. Sizes are what an item says of it; 0 where nobody knows. */
export interface WantedChunk {
  readonly id: Uint8Array;
  readonly size: number;
  readonly csize: number;
}

/** Chunks on their way. The plaintext is valid until the last user has called {@link FetchedBatch.release}. */
export interface FetchedBatch {
  /** Plaintext of each chunk, in the order asked for; where it is damaged or missing, what is wrong with it. */
  readonly chunks: Promise<readonly (Uint8Array | BorgError)[]>;
  /** What a chunk is stored with; asked once the chunks are there. */
  storedAs(index: number): CompressionName | undefined;
  /** One more user of the plaintext. */
  retain(): void;
  release(): void;
}

/** Bytes that compression and encryption add at most, about. */
const ENVELOPE_ROOM = 4096;

/** Fetches and opens batches of chunks; several batches may be under way. */
export class FetchStage {
  readonly #repository: Repository;
  readonly #pool: PipelinePool;

  constructor(repository: Repository, pool: PipelinePool) {
    this.#repository = repository;
    this.#pool = pool;
  }

  /** Begins to fetch, as soon as there is room for entries and plaintext. A chunk that is wanted twice is fetched once. */
  async fetch(wanted: readonly WantedChunk[]): Promise<FetchedBatch> {
    const { unique, indexes } = withoutRepeats(wanted);
    const batch = await this.#fetchUnique(unique);
    if (unique.length === wanted.length) return batch;
    const chunks = batch.chunks.then((opened) => indexes.map((index) => opened[index] as Uint8Array | BorgError));
    chunks.catch(() => undefined);
    return {
      chunks,
      storedAs: (index) => batch.storedAs(indexes[index] as number),
      retain: () => batch.retain(),
      release: () => batch.release(),
    };
  }

  async #fetchUnique(wanted: readonly WantedChunk[]): Promise<FetchedBatch> {
    const { output } = this.#pool;
    const rooms = wanted.map((chunk) => (chunk.size + 15) & ~15);
    const total = rooms.reduce((sum, room) => sum + room, 0);
    const region = await output.allocate(total);
    let storedAs: readonly (CompressionName | undefined)[] = [];
    const chunks = this.#open(wanted, rooms, region, (opened) => {
      storedAs = opened.storedAs;
    });
    // Whoever awaits it later sees the error; this keeps an early one from ending the process.
    chunks.catch(() => undefined);
    const hold = new RegionHold(region, (freed) => output.free(freed));
    return {
      chunks,
      storedAs: (index) => storedAs[index],
      retain: () => hold.retain(),
      release: () => hold.release(),
    };
  }

  async #open(
    wanted: readonly WantedChunk[],
    rooms: number[],
    region: Region,
    note: (opened: ChunksOpened) => void,
  ): Promise<(Uint8Array | BorgError)[]> {
    const loaded = await this.#load(wanted);
    try {
      const places = new Float64Array(wanted.length * OPEN_STRIDE);
      const ids = new Uint8Array(wanted.length * 32);
      const foreign = new Map<number, Uint8Array>();
      let target = region.offset;
      wanted.forEach((chunk, index) => {
        const entry = loaded.entries[index];
        if (entry !== undefined && entry.buffer !== this.#pool.input.memory.buffer) foreign.set(index, entry);
        places.set([entry?.byteOffset ?? 0, entry?.length ?? 0, target, rooms[index] as number], index * OPEN_STRIDE);
        ids.set(chunk.id, index * 32);
        target += rooms[index] as number;
      });
      const verifyCrc = this.#repository.hasEntryCrcs;
      const opened = await this.#pool.pool.run("openChunks", { places, ids, foreign, verifyCrc }, true);
      note(opened);
      return await Promise.all(wanted.map((chunk, index) => this.#chunkOf(chunk, index, places, opened)));
    } finally {
      loaded.release();
    }
  }

  async #chunkOf(
    wanted: WantedChunk,
    index: number,
    places: Float64Array,
    opened: ChunksOpened,
  ): Promise<Uint8Array | BorgError> {
    const damage = opened.damage.get(index);
    if (damage !== undefined) return this.#errorOf(wanted.id, damage);
    const oversize = opened.oversize.get(index);
    if (oversize !== undefined) return oversize;
    return this.#pool.output.view(places[index * OPEN_STRIDE + 2] as number, opened.sizes[index] as number);
  }

  /** The repository words what is wrong with its own entries; the rest was worded by the key. */
  async #errorOf(id: Uint8Array, damage: Damage): Promise<BorgError> {
    if (damage.checksum === true) {
      try {
        await this.#repository.get(id);
      } catch (error) {
        if (error instanceof BorgError) return error;
        throw error;
      }
    }
    const error = new IntegrityError("");
    error.message = damage.message;
    return error;
  }

  /** Log entries, in shared memory as far as their sizes were known; `undefined` where the repository has none. */
  async #load(wanted: readonly WantedChunk[]): Promise<{ entries: (Uint8Array | undefined)[]; release: () => void }> {
    const { input } = this.#pool;
    const expected = wanted.reduce((sum, chunk) => sum + entryRoom(chunk), 0);
    const region = await input.allocate(Math.min(expected, input.size / 2));
    let used = 0;
    const allocate = (size: number): Uint8Array => {
      if (used + size > region.size) return new Uint8Array(size);
      used += size;
      return input.view(region.offset + used - size, size);
    };
    const release = (): void => input.free(region);
    try {
      const requests = wanted.map((chunk): ObjectRequest => (chunk.csize > 0 ? chunk : { id: chunk.id }));
      const entries = await this.#repository.getEntries(requests, { allocate, verifyCrc: false, missing: "undefined" });
      return { entries, release };
    } catch (error) {
      release();
      throw error;
    }
  }
}

/** Bytes for a chunk's log entry: what is not known to be smaller may be as large as its plaintext. */
function entryRoom({ size, csize }: WantedChunk): number {
  return PUT_HEADER_SIZE + (csize > 0 ? csize : size + ENVELOPE_ROOM);
}

/** Each chunk once, and for each that is wanted where it is among those. */
function withoutRepeats(wanted: readonly WantedChunk[]): { unique: WantedChunk[]; indexes: number[] } {
  const unique: WantedChunk[] = [];
  /** By the first four bytes of the id: the places of the chunks that begin so. */
  const places = new Map<number, number[]>();
  const indexes = wanted.map((chunk) => {
    const { id } = chunk;
    const start = ((id[0] ?? 0) << 24) | ((id[1] ?? 0) << 16) | ((id[2] ?? 0) << 8) | (id[3] ?? 0);
    const similar = places.get(start);
    const known = similar?.find((place) => equalBytes((unique[place] as WantedChunk).id, id));
    if (known !== undefined) return known;
    const place = unique.push(chunk) - 1;
    if (similar === undefined) places.set(start, [place]);
    else similar.push(place);
    return place;
  });
  return { unique, indexes };
}
