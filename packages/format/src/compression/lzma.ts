import { HEADER_SIZE } from "./compressor.ts";
import { readXz, writeXz } from "./xz.ts";
import { ShrinkingCompressor } from "./shrinking-compressor.ts";

export const LZMA_ID = 2;

/** LZMA2 in .xz files without check; stored where that is not smaller. */
export class LzmaCompressor extends ShrinkingCompressor {
  readonly #level: number;

  constructor(level: number) {
    super();
    this.#level = level;
  }

  bound(size: number): number {
    return HEADER_SIZE + size;
  }

  protected shrink(chunk: Uint8Array, target: Uint8Array): number {
    const file = writeXz(chunk, this.#level);
    if (file.length >= chunk.length) return 0;
    target[0] = LZMA_ID;
    target[1] = 0;
    target.set(file, HEADER_SIZE);
    return HEADER_SIZE + file.length;
  }
}

/** @throws {DecompressionError} If the file is malformed or holds more than `sizeMax` bytes. */
export function readLzma(payload: Uint8Array, sizeMax: number): Uint8Array {
  return readXz(payload.subarray(HEADER_SIZE), sizeMax);
}
