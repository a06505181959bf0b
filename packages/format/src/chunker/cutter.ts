import { assert } from "../bytes/index.ts";
import { type BuzhashParams, getKernels } from "../kernels/index.ts";
import { buzhashTable } from "./buzhash-table.ts";
import type { ChunkerParams } from "./params.ts";

/** Cuts one input after another into chunks. */
export interface Cutter {
  /** No chunk is larger, in bytes. */
  readonly sizeMax: number;
  /** Begins a new input. */
  reset(): void;
  /**
   * Length of the chunk that begins at `data[0]`.
   *
   * `data` starts where the last chunk ended and holds at least `sizeMax` bytes, or all that is left if `endOfInput` is set; more is not
   * looked at. Only read. Returns 0 for no bytes at the end of the input.
   */
  cut(data: Uint8Array, endOfInput: boolean): number;
}

/** A cutter for `params`; `seed` is the repository's `chunk_seed`, used by buzhash alone. */
export function createCutter(params: ChunkerParams, seed: number): Cutter {
  return params.algorithm === "fixed"
    ? new FixedCutter(params.blockSize, params.headerSize)
    : new BuzhashCutter(params, buzhashTable(seed));
}

/** @see docs/formats/chunker.md, "buzhash" */
export class BuzhashCutter implements Cutter {
  readonly sizeMax: number;
  readonly #params: BuzhashParams;
  readonly #table: Uint32Array;

  /** @param table From {@link buzhashTable}; shared between cutters, never changed. */
  constructor(params: BuzhashParams, table: Uint32Array) {
    this.sizeMax = 2 ** params.maxExp;
    this.#params = params;
    this.#table = table;
    assert(params.windowSize >= 1, "a window has bytes");
    assert(params.windowSize + 2 ** params.minExp + 1 <= this.sizeMax, "a window fits into a chunk");
  }

  /** Every chunk stands for itself: nothing to forget. */
  reset(): void {}

  cut(data: Uint8Array, endOfInput: boolean): number {
    if (data.length <= this.sizeMax) return getKernels().buzhashCut(data, endOfInput, this.#params, this.#table);
    return getKernels().buzhashCut(data.subarray(0, this.sizeMax), false, this.#params, this.#table);
  }
}

/** @see docs/formats/chunker.md, "fixed" */
export class FixedCutter implements Cutter {
  readonly sizeMax: number;
  readonly #headerSize: number;
  #headerLeft: number;

  constructor(blockSize: number, headerSize: number) {
    assert(blockSize > 0 && headerSize >= 0, "a block has bytes");
    this.sizeMax = blockSize;
    this.#headerSize = headerSize;
    this.#headerLeft = headerSize;
  }

  reset(): void {
    this.#headerLeft = this.#headerSize;
  }

  cut(data: Uint8Array, endOfInput: boolean): number {
    assert(endOfInput || data.length >= this.sizeMax, "only the end of the input may be shorter than a block");
    const wanted = this.#headerLeft > 0 ? Math.min(this.#headerLeft, this.sizeMax) : this.sizeMax;
    const size = Math.min(wanted, data.length);
    this.#headerLeft = Math.max(0, this.#headerLeft - size);
    return size;
  }
}
