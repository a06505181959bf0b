import { assert } from "../bytes/index.ts";
import { TargetCompressor } from "./compressor.ts";
import { writeStored } from "./none.ts";

/** A compressor that falls back to storing chunks as they are. */
export abstract class ShrinkingCompressor extends TargetCompressor {
  override shrinkInto(chunk: Uint8Array, target: Uint8Array): number {
    assert(target.length >= this.bound(chunk.length), "the target has room for any payload");
    return this.shrink(chunk, target);
  }

  protected write(chunk: Uint8Array, target: Uint8Array): number {
    const size = this.shrink(chunk, target);
    return size === 0 ? writeStored(chunk, target) : size;
  }

  /** Writes the payload; returns its size, or 0 where compressing does not pay. */
  protected abstract shrink(chunk: Uint8Array, target: Uint8Array): number;
}
