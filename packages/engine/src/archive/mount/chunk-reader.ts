import { BorgError } from "@coffer/format/errors";
import type { Maybe } from "../../fuse/index.ts";
import type { FetchStage, WantedChunk } from "../contents/index.ts";

/** Content that is kept at most, whatever the count of chunks. */
const KEPT_BYTES_MAX = 64 * 1024 * 1024;
/** The largest chunk there can be; sizes above are lies, and memory is not taken for them. */
const CHUNK_SIZE_MAX = 20 * 1024 * 1024;

/** Fetches chunks, verified, and keeps those that were used last. A chunk that is on its way is not fetched twice. */
export class ChunkReader {
  readonly #stage: FetchStage;
  readonly #countMax: number;
  /** By id, the one used last at the end. */
  readonly #kept = new Map<string, Uint8Array>();
  #keptBytes = 0;
  readonly #underWay = new Map<string, Promise<Uint8Array>>();

  /** @param countMax Chunks that are kept. */
  constructor(stage: FetchStage, countMax: number) {
    this.#stage = stage;
    this.#countMax = countMax;
  }

  /**
   * The plaintext of a chunk; at once if it is kept. The bytes stay good as long as they are held.
   * @throws {IntegrityError | ObjectNotFound}
   */
  get(chunk: WantedChunk): Maybe<Uint8Array> {
    const key = keyOf(chunk);
    const kept = this.#kept.get(key);
    if (kept === undefined) return this.#underWay.get(key) ?? this.#begin(key, chunk);
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    return kept;
  }

  /** Begins to fetch a chunk that will be wanted soon. */
  prefetch(chunk: WantedChunk): void {
    const key = keyOf(chunk);
    if (!this.#kept.has(key) && !this.#underWay.has(key)) void this.#begin(key, chunk);
  }

  #begin(key: string, chunk: WantedChunk): Promise<Uint8Array> {
    const fetching = this.#fetch(key, chunk).finally(() => this.#underWay.delete(key));
    // Nobody may be waiting for what was fetched ahead.
    fetching.catch(() => undefined);
    this.#underWay.set(key, fetching);
    return fetching;
  }

  async #fetch(key: string, { id, size, csize }: WantedChunk): Promise<Uint8Array> {
    const bounded = (value: number): number => (value > 0 && value <= CHUNK_SIZE_MAX ? value : 0);
    const batch = await this.#stage.fetch([{ id, size: bounded(size), csize: bounded(csize) }]);
    try {
      const [content] = await batch.chunks;
      if (content instanceof BorgError) throw content;
      if (content === undefined) throw new Error("a batch came back with too few chunks");
      const bytes = content.slice();
      this.#keep(key, bytes);
      return bytes;
    } finally {
      batch.release();
    }
  }

  #keep(key: string, bytes: Uint8Array): void {
    this.#kept.set(key, bytes);
    this.#keptBytes += bytes.length;
    for (const [oldest, { length }] of this.#kept) {
      if (this.#kept.size <= this.#countMax && this.#keptBytes <= KEPT_BYTES_MAX) return;
      this.#kept.delete(oldest);
      this.#keptBytes -= length;
    }
  }
}

function keyOf({ id }: WantedChunk): string {
  return Buffer.from(id.buffer, id.byteOffset, id.length).toString("latin1");
}
