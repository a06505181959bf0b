import { assert } from "../bytes/index.ts";

/** One way of compressing, at one level. May be used for any number of chunks; keeps nothing of them. */
export interface Compressor {
  /** Most bytes that the payload of a chunk of `size` bytes can have. */
  bound(size: number): number;
  /** The payload: header and compressed data, as stored inside the envelope. A new array, or part of a larger new one. */
  compress(chunk: Uint8Array): Uint8Array;
  /**
   * Writes the payload to `target`, which must have {@link bound} bytes and not overlap `chunk`. Inside kernel memory nothing is copied
   * beside it.
   *
   * @returns The payload's size.
   */
  compressInto(chunk: Uint8Array, target: Uint8Array): number;
  /**
   * As {@link compressInto}, but returns 0 where the payload would be the chunk as it is behind a {@link STORED_HEADER}: the
   * caller can do without the copy. What `target` holds then is undefined.
   */
  shrinkInto(chunk: Uint8Array, target: Uint8Array): number;
}

/** What stands before a chunk that is stored as it is. */
export const STORED_HEADER: Uint8Array = Uint8Array.of(0, 0);

/** Bytes of the header that names the compression; zlib has none, its own stream tells. */
export const HEADER_SIZE = 2;

/** Largest thing that a repository object can hold: bound for what obfuscation may add. */
export const DATA_SIZE_MAX = 20_971_479;

/** The half of a compressor that is the same for all. */
export abstract class TargetCompressor implements Compressor {
  abstract bound(size: number): number;

  compress(chunk: Uint8Array): Uint8Array {
    const target = new Uint8Array(this.bound(chunk.length));
    return target.subarray(0, this.compressInto(chunk, target));
  }

  compressInto(chunk: Uint8Array, target: Uint8Array): number {
    assert(target.length >= this.bound(chunk.length), "the target has room for any payload");
    return this.write(chunk, target);
  }

  shrinkInto(chunk: Uint8Array, target: Uint8Array): number {
    return this.compressInto(chunk, target);
  }

  protected abstract write(chunk: Uint8Array, target: Uint8Array): number;
}
