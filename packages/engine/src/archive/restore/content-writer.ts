import { ftruncateSync, writeSync } from "node:fs";
import { isAllZero } from "./zeros.ts";

/** Writes content one piece after the other; pieces of zeros become holes where that is wanted. */
export class ContentWriter {
  readonly #fd: number;
  readonly #sparse: boolean;
  #position = 0;
  #endsInHole = false;

  constructor(fd: number, sparse: boolean) {
    this.#fd = fd;
    this.#sparse = sparse;
  }

  /** Bytes of content so far. */
  get size(): number {
    return this.#position;
  }

  /** Takes all of `piece`; the caller may reuse it afterwards. Throws what `node:fs` throws. */
  write(piece: Uint8Array): void {
    this.#endsInHole = this.#sparse && isAllZero(piece);
    if (!this.#endsInHole) this.#writeAll(piece);
    this.#position += piece.length;
  }

  /** Gives a file that ends in a hole its length. */
  finish(): void {
    if (this.#endsInHole) ftruncateSync(this.#fd, this.#position);
  }

  #writeAll(piece: Uint8Array): void {
    let done = 0;
    while (done < piece.length) {
      const position = this.#sparse ? this.#position + done : null;
      done += writeSync(this.#fd, piece, done, piece.length - done, position);
    }
  }
}
