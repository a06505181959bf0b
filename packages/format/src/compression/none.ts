import { getKernels } from "../kernels/index.ts";
import { HEADER_SIZE, TargetCompressor } from "./compressor.ts";

/** Stores chunks as they are. What the others fall back to when compressing does not pay. */
export class NoneCompressor extends TargetCompressor {
  bound(size: number): number {
    return HEADER_SIZE + size;
  }

  override shrinkInto(): number {
    return 0;
  }

  protected write(chunk: Uint8Array, target: Uint8Array): number {
    return writeStored(chunk, target);
  }
}

/** Writes the payload that stores `chunk` verbatim. @returns Its size. */
export function writeStored(chunk: Uint8Array, target: Uint8Array): number {
  target[0] = 0;
  target[1] = 0;
  getKernels().copy(chunk, target.subarray(HEADER_SIZE));
  return HEADER_SIZE + chunk.length;
}

/** The plaintext as a view of `payload`. */
export function readStored(payload: Uint8Array): Uint8Array {
  return payload.subarray(HEADER_SIZE);
}
