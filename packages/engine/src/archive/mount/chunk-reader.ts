import { BorgError } from "@coffer/format/errors";
import type { Session } from "../../session/index.ts";
import type { FetchedBatch, FetchStage, WantedChunk } from "../contents/index.ts";
import type { PipelinePool } from "../jobs/index.ts";

/** What is opened here: sending it to a worker would take longer. */
const SMALL_SIZE_MAX = 32 * 1024;
/** The largest chunk there can be; sizes above are lies, and memory is not taken for them. */
const CHUNK_SIZE_MAX = 20 * 1024 * 1024;

/** A chunk in memory. */
interface KeptChunk {
  readonly bytes: Uint8Array;
  release(): void;
}

/** Gets the plaintext of a chunk; the bytes are good during the call. */
export type ChunkUser = (bytes: Uint8Array) => void;

/** Somebody who wants a chunk that is on its way. */
interface Waiter {
  readonly user: ChunkUser;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Fetches chunks, verified, and keeps those that were used last, in the pool's memory. A chunk that is on its way is not
 * fetched twice.
 */
export class ChunkReader {
  readonly #session: Session;
  readonly #stage: FetchStage;
  readonly #memory: PipelinePool["output"];
  readonly #countMax: number;
  /** By id, the one used last at the end. */
  readonly #kept = new Map<string, KeptChunk>();
  /** By id of a chunk that is on its way: who wants it. */
  readonly #waiters = new Map<string, Waiter[]>();
  /** Who waits for memory. */
  #roomless: (() => void)[] = [];

  /** @param pool Nobody else takes memory of its output. @param countMax Chunks that are kept. */
  constructor(session: Session, stage: FetchStage, pool: PipelinePool, countMax: number) {
    this.#session = session;
    this.#stage = stage;
    this.#memory = pool.output;
    this.#countMax = countMax;
  }

  /** Whether chunks are on their way. */
  get isBusy(): boolean {
    return this.#waiters.size > 0;
  }

  /** Whether {@link use} has the chunk at once. */
  has(chunk: WantedChunk): boolean {
    return this.#kept.has(keyOf(chunk));
  }

  /**
   * Calls `user` with the plaintext of a chunk: at once if it is kept, else before the promise resolves.
   * @throws {IntegrityError | ObjectNotFound}
   */
  use(chunk: WantedChunk, user: ChunkUser): void | Promise<void> {
    const key = keyOf(chunk);
    const kept = this.#kept.get(key);
    if (kept !== undefined) {
      this.#kept.delete(key);
      this.#kept.set(key, kept);
      return user(kept.bytes);
    }
    const waiters = this.#waiters.get(key) ?? this.#begin(key, chunk);
    return new Promise((resolve, reject) => waiters.push({ user, resolve, reject }));
  }

  /** Begins to fetch a chunk that will be wanted soon, if there is memory for it. */
  prefetch(chunk: WantedChunk): void {
    const key = keyOf(chunk);
    if (this.#kept.has(key) || this.#waiters.has(key) || !this.#makeRoom(roomOf(chunk))) return;
    this.#begin(key, chunk);
  }

  #begin(key: string, chunk: WantedChunk): Waiter[] {
    const waiters: Waiter[] = [];
    this.#waiters.set(key, waiters);
    void this.#fetch(chunk).then(
      (kept) => this.#arrive(key, kept, waiters),
      (error: unknown) => {
        this.#waiters.delete(key);
        for (const { reject } of waiters) reject(error);
      },
    );
    return waiters;
  }

  #arrive(key: string, kept: KeptChunk, waiters: readonly Waiter[]): void {
    this.#waiters.delete(key);
    this.#kept.set(key, kept);
    for (const { user, resolve, reject } of waiters) {
      try {
        user(kept.bytes);
        resolve();
      } catch (error) {
        reject(error);
      }
    }
    while (this.#kept.size > this.#countMax) this.#dropOldest();
    this.#wake();
  }

  #fetch(chunk: WantedChunk): Promise<KeptChunk> {
    const isSmall = chunk.size > 0 && chunk.size <= SMALL_SIZE_MAX;
    return isSmall ? this.#open(chunk) : this.#openByWorker(chunk);
  }

  async #open({ id }: WantedChunk): Promise<KeptChunk> {
    return { bytes: await this.#session.readObject(id), release: () => undefined };
  }

  async #openByWorker(chunk: WantedChunk): Promise<KeptChunk> {
    const room = roomOf(chunk);
    while (!this.#makeRoom(room)) await new Promise<void>((resolve) => this.#roomless.push(resolve));
    const csize = chunk.csize <= CHUNK_SIZE_MAX ? chunk.csize : 0;
    const batch = await this.#stage.fetch([{ id: chunk.id, size: room, csize }]);
    try {
      return { bytes: await onlyChunkOf(batch), release: () => batch.release() };
    } catch (error) {
      batch.release();
      this.#wake();
      throw error;
    }
  }

  /** Drops what was not used for long until `size` bytes can be taken. @returns False if all that is left is on its way. */
  #makeRoom(size: number): boolean {
    for (;;) {
      const region = this.#memory.tryAllocate(size);
      if (region !== undefined) {
        this.#memory.free(region);
        return true;
      }
      if (this.#kept.size === 0) return false;
      this.#dropOldest();
    }
  }

  #dropOldest(): void {
    for (const [key, oldest] of this.#kept) {
      this.#kept.delete(key);
      oldest.release();
      return;
    }
  }

  #wake(): void {
    const roomless = this.#roomless;
    this.#roomless = [];
    for (const resolve of roomless) resolve();
  }
}

async function onlyChunkOf(batch: FetchedBatch): Promise<Uint8Array> {
  const [content] = await batch.chunks;
  if (content instanceof BorgError) throw content;
  if (content === undefined) throw new Error("a batch came back with too few chunks");
  return content;
}

/** Memory for a chunk; 0 where its size cannot be true. */
function roomOf({ size }: WantedChunk): number {
  return size > 0 && size <= CHUNK_SIZE_MAX ? size : 0;
}

function keyOf({ id }: WantedChunk): string {
  return Buffer.from(id.buffer, id.byteOffset, id.length).toString("latin1");
}
