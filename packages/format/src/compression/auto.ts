import { type Compressor, HEADER_SIZE, TargetCompressor } from "./compressor.ts";
import { Lz4Compressor } from "./lz4.ts";

/** lz4 must save this much before the expensive compressor is tried. */
const WORTH_TRYING = 0.97;
/** The expensive compressor must save this much over lz4 to be used. */
const WORTH_USING = 0.99;

/** Lets lz4 find out whether a chunk is worth the inner compressor. */
export class AutoCompressor extends TargetCompressor {
  readonly #lz4 = new Lz4Compressor();
  readonly #inner: Compressor;

  constructor(inner: Compressor) {
    super();
    this.#inner = inner;
  }

  bound(size: number): number {
    return Math.max(this.#lz4.bound(size), this.#inner.bound(size));
  }

  protected write(chunk: Uint8Array, target: Uint8Array): number {
    const size = this.#lz4.compressInto(chunk, target);
    if (size / (chunk.length + HEADER_SIZE) >= WORTH_TRYING) return size;
    const payload = this.#inner.compress(chunk);
    if (payload.length / size >= WORTH_USING) return size;
    target.set(payload);
    return payload.length;
  }
}
