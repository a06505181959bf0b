import type { BuzhashParams } from "@coffer/format/kernels";
import type { JobContext } from "../../threads/index.ts";
import { threadState } from "./setup.ts";

export interface Cuts {
  /** Sizes of the chunks found, in order. */
  readonly sizes: number[];
  /** Bytes that they cover; the rest begins the next chunk. */
  readonly covered: number;
}

/**
 * Cuts `data` by a lane's chunker, as far as it can be decided.
 *
 * @param endOfInput Whether the input ends with `data`; then everything is covered.
 */
export function cutChunks(context: JobContext, data: Uint8Array, endOfInput: boolean, lane: number = 0): Cuts {
  const { chunker, buzhash } = threadState(context, lane);
  if (chunker === undefined) throw new Error("this pipeline has no chunker");
  const sizes: number[] = [];
  let covered = 0;
  while (covered < data.length) {
    const rest = data.subarray(covered);
    const size =
      chunker.algorithm === "buzhash"
        ? buzhashCut(context, rest, endOfInput, chunker, buzhash)
        : fixedCut(rest.length, endOfInput, chunker.blockSize);
    if (size === 0) break;
    sizes.push(size);
    covered += size;
  }
  return { sizes, covered };
}

/** 0 where more of the input is needed to decide. */
function buzhashCut(
  context: JobContext,
  rest: Uint8Array,
  endOfInput: boolean,
  params: BuzhashParams,
  table: Uint32Array,
): number {
  // A cut before the end of what is there does not depend on what follows; one at the end might.
  const size = context.kernels.buzhashCut(rest, true, params, table);
  const isDecided = endOfInput || size < rest.length || rest.length >= 2 ** params.maxExp;
  return isDecided ? size : 0;
}

/** 0 where the block is not complete yet. */
function fixedCut(length: number, endOfInput: boolean, blockSize: number): number {
  if (length >= blockSize) return blockSize;
  return endOfInput ? length : 0;
}
