import type { Readable } from "node:stream";

/** The bytes of a Node stream, asked for by a reader. */
export class ReadableBytes {
  readonly #iterator: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);

  /** @param readable Of bytes, not of text. Nobody else reads from it. */
  constructor(readable: Readable) {
    // Node throws away what a program wrote if it ends before somebody listens.
    readable.on("readable", () => undefined);
    this.#iterator = readable[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  }

  /** The next bytes, as many as there are at once; `undefined` at the end. @throws The system's error. */
  async next(): Promise<Uint8Array | undefined> {
    if (this.#rest.length > 0) {
      const rest = this.#rest;
      this.#rest = new Uint8Array(0);
      return rest;
    }
    const { done, value } = await this.#iterator.next();
    return done === true ? undefined : value;
  }

  /** Fills `target`; it gets fewer bytes only at the end of the stream. @throws The system's error. */
  async readInto(target: Uint8Array): Promise<number> {
    let filled = 0;
    while (filled < target.length) {
      const bytes = await this.next();
      if (bytes === undefined) break;
      const count = Math.min(bytes.length, target.length - filled);
      target.set(bytes.subarray(0, count), filled);
      this.#rest = bytes.subarray(count);
      filled += count;
    }
    return filled;
  }
}
