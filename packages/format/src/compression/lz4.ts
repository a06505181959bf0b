import { DecompressionError } from "../errors/index.ts";
import { getKernels } from "../kernels/index.ts";
import { HEADER_SIZE } from "./compressor.ts";
import { ShrinkingCompressor } from "./shrinking-compressor.ts";

export const LZ4_ID = 1;

/** LZ4 blocks by the kernel; stored where that is not smaller. */
export class Lz4Compressor extends ShrinkingCompressor {
  bound(size: number): number {
    return HEADER_SIZE + size;
  }

  protected shrink(chunk: Uint8Array, target: Uint8Array): number {
    // No more room than a smaller block needs: the kernel gives up as soon as it does not pay.
    const room = Math.max(0, chunk.length - 1);
    const size = getKernels().lz4Compress(chunk, target.subarray(HEADER_SIZE, HEADER_SIZE + room));
    if (size === 0) return 0;
    target[0] = LZ4_ID;
    target[1] = 0;
    return HEADER_SIZE + size;
  }
}

/** @throws {DecompressionError} If the block is malformed or holds more than `sizeMax` bytes. */
export function readLz4(payload: Uint8Array, sizeMax: number): Uint8Array {
  const plaintext = getKernels().lz4DecompressUpTo(payload.subarray(HEADER_SIZE), sizeMax);
  if (!plaintext) throw new DecompressionError("lz4 block is malformed or too large");
  return plaintext;
}

/** Decompresses into `target`. @returns The plaintext's size. @throws {DecompressionError} As {@link readLz4}. */
export function readLz4Into(payload: Uint8Array, target: Uint8Array): number {
  const size = getKernels().lz4Decompress(payload.subarray(HEADER_SIZE), target);
  if (size < 0) throw new DecompressionError("lz4 block is malformed or too large");
  return size;
}
