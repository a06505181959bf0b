import { HEADER_SIZE, TargetCompressor } from "./compressor.ts";
import { writeStored } from "./none.ts";
import { readXz, writeXz } from "./xz.ts";

export const LZMA_ID = 2;

/** LZMA2 in .xz files without check; stored where that is not smaller. */
export class LzmaCompressor extends TargetCompressor {
  readonly #level: number;

  constructor(level: number) {
    super();
    this.#level = level;
  }

  bound(size: number): number {
    return HEADER_SIZE + size;
  }

  protected write(chunk: Uint8Array, target: Uint8Array): number {
    const file = writeXz(chunk, this.#level);
    if (file.length >= chunk.length) return writeStored(chunk, target);
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
