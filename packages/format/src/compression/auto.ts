import { type Compressor, HEADER_SIZE } from "./compressor.ts";
import { Lz4Compressor } from "./lz4.ts";
import { ShrinkingCompressor } from "./shrinking-compressor.ts";

/** lz4 must save this much before the expensive compressor is tried. */
export const WORTH_TRYING = 0.97;
/** The expensive compressor must save this much over lz4 to be used. */
const WORTH_USING = 0.99;

/** Lets lz4 find out whether a chunk is worth the inner compressor. */
export class AutoCompressor extends ShrinkingCompressor {
  readonly #lz4 = new Lz4Compressor();
  readonly #inner: Compressor;

  constructor(inner: Compressor) {
    super();
    this.#inner = inner;
  }

  bound(size: number): number {
    return Math.max(this.#lz4.bound(size), this.#inner.bound(size));
  }

  protected shrink(chunk: Uint8Array, target: Uint8Array): number {
    const size = this.#lz4.shrinkInto(chunk, target);
    if (size === 0 || size / (chunk.length + HEADER_SIZE) >= WORTH_TRYING) return size;
    const payload = this.#inner.compress(chunk);
    if (payload.length / size >= WORTH_USING) return size;
    target.set(payload);
    return payload.length;
  }
}
