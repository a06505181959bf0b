import type { CompressionName, Compressor } from "@coffer/format/compression";
import type { Key } from "@coffer/format/keys";
import { PUT_HEADER_SIZE } from "@coffer/format/segment";
import type { NonceReservation } from "../../session/index.ts";
import type { Hold, SharedHeap } from "../../threads/index.ts";
import type { ChunksSealed, PipelinePool, Region } from "../jobs/index.ts";
import { SEAL_STRIDE } from "../jobs/index.ts";
import { SEAL_BATCH_BYTES, SEAL_BATCH_CHUNKS_MAX } from "./limits.ts";

export interface NewChunk {
  readonly id: Uint8Array;
  /** Where the plaintext lies in shared memory. */
  readonly address: number;
  readonly size: number;
  readonly hold: Hold;
  /** For a chunk that is stored already: leave it alone if this is what it would be compressed with now. */
  readonly storedAs?: CompressionName | undefined;
}

/** New chunks on their way to become log entries. `output` belongs to whoever takes the batch: free it when written. */
export interface SealBatch {
  readonly ids: readonly Uint8Array[];
  /** Address of each entry. */
  readonly targets: readonly number[];
  readonly output: Region;
  readonly sealed: Promise<ChunksSealed>;
}

export interface SealerOptions {
  readonly pool: PipelinePool;
  /** Whose key and compressor the workers take. Default: 0. */
  readonly lane?: number;
  /** Where entries are put. */
  readonly output: SharedHeap;
  readonly key: Key;
  readonly nonces: NonceReservation;
  readonly compressor: Compressor;
}

/** Collects new chunks and sends them to be sealed. Nonces are taken here, in order, for the largest size possible. */
export class Sealer {
  readonly #options: SealerOptions;
  #waiting: NewChunk[] = [];
  #bytes = 0;
  readonly #sealing = new Set<Promise<unknown>>();
  #isClosed = false;

  constructor(options: SealerOptions) {
    this.#options = options;
  }

  /** Takes one chunk. @returns A batch, when this chunk filled one. */
  add(chunk: NewChunk): Promise<SealBatch> | undefined {
    chunk.hold.retain();
    this.#waiting.push(chunk);
    this.#bytes += this.#entryRoom(chunk.size);
    if (this.#bytes < SEAL_BATCH_BYTES && this.#waiting.length < SEAL_BATCH_CHUNKS_MAX) return undefined;
    return this.flush() as Promise<SealBatch>;
  }

  /** Sends off what waits. @returns The batch, or `undefined` when nothing waits. */
  async flush(): Promise<SealBatch | undefined> {
    if (this.#waiting.length === 0) return undefined;
    this.#assertOpen();
    const chunks = this.#waiting;
    this.#waiting = [];
    this.#bytes = 0;
    const nonces = await this.#takeNonces(chunks);
    const sizes = chunks.map((chunk) => this.#entryRoom(chunk.size));
    const output = await this.#options.output.allocate(sizes.reduce((sum, size) => sum + size, 0));
    return this.#dispatch(chunks, nonces, sizes, output);
  }

  /** Sends off nothing more. Resolves when the workers look at nothing any more that they were sent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#sealing);
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new Error("nothing is sealed any more");
  }

  #dispatch(chunks: NewChunk[], nonces: BigUint64Array, sizes: number[], output: Region): SealBatch {
    const places = new Float64Array(chunks.length * SEAL_STRIDE);
    const ids = new Uint8Array(chunks.length * 32);
    const targets: number[] = [];
    let target = output.offset;
    chunks.forEach((chunk, index) => {
      places.set([chunk.address, chunk.size, target, sizes[index] as number], index * SEAL_STRIDE);
      ids.set(chunk.id, index * 32);
      targets.push(target);
      target += sizes[index] as number;
    });
    const storedAs = new Map<number, CompressionName>();
    chunks.forEach((chunk, index) => chunk.storedAs === undefined || storedAs.set(index, chunk.storedAs));
    this.#assertOpen();
    const { pool, lane = 0 } = this.#options;
    const sealed = pool.pool.run("sealChunks", { lane, places, ids, nonces, storedAs }).finally(() => {
      this.#sealing.delete(sealed);
      for (const chunk of chunks) chunk.hold.release();
    });
    this.#sealing.add(sealed);
    // Whoever awaits it later sees the error; this keeps an early one from ending the process.
    sealed.catch(() => undefined);
    return { ids: chunks.map((chunk) => chunk.id), targets, output, sealed };
  }

  async #takeNonces(chunks: readonly NewChunk[]): Promise<BigUint64Array> {
    const { key, nonces, compressor } = this.#options;
    const taken = new BigUint64Array(chunks.length);
    for (let index = 0; index < chunks.length; index++) {
      const nonce = nonces.take(key.noncesFor(compressor.bound((chunks[index] as NewChunk).size)));
      taken[index] = typeof nonce === "bigint" ? nonce : await nonce;
    }
    return taken;
  }

  #entryRoom(size: number): number {
    const { key, compressor } = this.#options;
    return (PUT_HEADER_SIZE + key.overhead + compressor.bound(size) + 15) & ~15;
  }
}
