import { createCutter } from "./cutter.ts";
import type { ChunkerParams } from "./params.ts";

/** Sizes of the chunks of a whole input, in order; their sum is `data.length`. */
export function chunkBuffer(data: Uint8Array, params: ChunkerParams, seed: number): number[] {
  const cutter = createCutter(params, seed);
  const sizes: number[] = [];
  for (let at = 0; at < data.length;) {
    const size = cutter.cut(data.subarray(at), true);
    sizes.push(size);
    at += size;
  }
  return sizes;
}
