import { IntegrityError } from "@coffer/format/errors";
import type { ItemChunk } from "@coffer/format/archive";
import type { WantedChunk } from "../contents/index.ts";
import type { ChunkReader } from "./chunk-reader.ts";

const ID_SIZE = 32;

/** The chunks of an open file: read at any offset, and ahead where it is read from front to back. */
export class OpenFile {
  readonly #reader: ChunkReader;
  readonly #ahead: number;
  readonly #ids: Uint8Array;
  readonly #csizes: Float64Array;
  /** Where each chunk begins, and where the last one ends. */
  readonly #starts: Float64Array;
  /** The chunk that was read last, and up to which one was fetched ahead. */
  #last = 0;
  #fetched = 0;

  /** @param ahead Chunks to fetch before they are asked for. */
  constructor(reader: ChunkReader, chunks: readonly ItemChunk[], ahead: number) {
    this.#reader = reader;
    this.#ahead = ahead;
    this.#ids = new Uint8Array(chunks.length * ID_SIZE);
    this.#csizes = new Float64Array(chunks.length);
    this.#starts = new Float64Array(chunks.length + 1);
    chunks.forEach((chunk, index) => {
      this.#ids.set(chunk.id, index * ID_SIZE);
      this.#csizes[index] = chunk.csize;
      this.#starts[index + 1] = (this.#starts[index] ?? 0) + chunk.size;
    });
  }

  /**
   * Sends the bytes from `offset`, `size` of them or up to the end.
   * @throws {IntegrityError | ObjectNotFound}
   */
  read(offset: number, size: number, send: (pieces: readonly Uint8Array[]) => void): void | Promise<void> {
    const count = this.#csizes.length;
    const end = Math.min(offset + size, this.#starts[count] ?? 0);
    if (offset >= end) return send([]);
    const first = this.#find(offset);
    let last = first;
    let areHere = this.#reader.has(this.#wanted(first));
    while ((this.#starts[last + 1] ?? 0) < end) areHere = this.#reader.has(this.#wanted(++last)) && areHere;
    const done = areHere
      ? this.#sendNow(first, last, offset, end, send)
      : this.#sendLater(first, last, offset, end, send);
    this.#fetchAhead(first, last);
    return done;
  }

  #sendNow(
    first: number,
    last: number,
    offset: number,
    end: number,
    send: (pieces: readonly Uint8Array[]) => void,
  ): void {
    const pieces: Uint8Array[] = [];
    for (let index = first; index <= last; index++) {
      void this.#reader.use(this.#wanted(index), (chunk) => pieces.push(this.#cut(chunk, index, offset, end)));
    }
    send(pieces);
  }

  /** A chunk is good for a moment only, and the others may come later: so the bytes are copied. */
  async #sendLater(
    first: number,
    last: number,
    offset: number,
    end: number,
    send: (pieces: readonly Uint8Array[]) => void,
  ): Promise<void> {
    const bytes = new Uint8Array(end - offset);
    const waiting: (void | Promise<void>)[] = [];
    for (let index = first; index <= last; index++) {
      const at = Math.max(0, (this.#starts[index] ?? 0) - offset);
      waiting.push(
        this.#reader.use(this.#wanted(index), (chunk) => bytes.set(this.#cut(chunk, index, offset, end), at)),
      );
    }
    await Promise.all(waiting.map(async (one) => await one));
    send([bytes]);
  }

  /** The part of a chunk that lies between two offsets of the file. */
  #cut(chunk: Uint8Array, index: number, offset: number, end: number): Uint8Array {
    const start = this.#starts[index] ?? 0;
    const next = this.#starts[index + 1] ?? 0;
    if (chunk.length !== next - start) throw new IntegrityError("a chunk has another size than its file says");
    return chunk.subarray(Math.max(0, offset - start), Math.min(end, next) - start);
  }

  /** A reader that goes on where it was will go on further. */
  #fetchAhead(first: number, last: number): void {
    const isSequential = first === this.#last || first === this.#last + 1;
    this.#last = last;
    if (!isSequential) {
      this.#fetched = last;
      return;
    }
    const end = Math.min(last + this.#ahead, this.#csizes.length - 1);
    for (let index = Math.max(last, this.#fetched) + 1; index <= end; index++) {
      this.#reader.prefetch(this.#wanted(index));
      this.#fetched = index;
    }
  }

  #wanted(index: number): WantedChunk {
    return {
      id: this.#ids.subarray(index * ID_SIZE, (index + 1) * ID_SIZE),
      size: (this.#starts[index + 1] ?? 0) - (this.#starts[index] ?? 0),
      csize: this.#csizes[index] ?? 0,
    };
  }

  /** The chunk that holds the byte at `offset`. Near the last one mostly; chunks of no bytes hold none. */
  #find(offset: number): number {
    let [low, high] = [0, this.#csizes.length - 1];
    if ((this.#starts[this.#last] ?? 0) <= offset) low = this.#last;
    if (offset < (this.#starts[low + 1] ?? 0)) return low;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
