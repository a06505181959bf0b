import { bytesToText, type MsgpackValue } from "../bytes/index.ts";
import type { BuzhashParams } from "../kernels/index.ts";

/** How files are cut. Sizes in bytes; exponents and mask of buzhash in bits. */
export type ChunkerParams =
  | ({ readonly algorithm: "buzhash" } & BuzhashParams)
  | { readonly algorithm: "fixed"; readonly blockSize: number; readonly headerSize: number };

/** For files, unless told otherwise. */
export const DEFAULT_CHUNKER_PARAMS: ChunkerParams & { algorithm: "buzhash" } = {
  algorithm: "buzhash",
  minExp: 19,
  maxExp: 23,
  maskBits: 21,
  windowSize: 4095,
};

/** For item streams, always. */
export const ITEMS_CHUNKER_PARAMS: ChunkerParams & { algorithm: "buzhash" } = {
  algorithm: "buzhash",
  minExp: 15,
  maxExp: 19,
  maskBits: 17,
  windowSize: 4095,
};

/** Borg's tuple, as archives hold it and as JSON shows it. */
export function chunkerParamsToArchive(params: ChunkerParams): (string | number)[] {
  return params.algorithm === "fixed"
    ? [params.algorithm, params.blockSize, params.headerSize]
    : [params.algorithm, params.minExp, params.maxExp, params.maskBits, params.windowSize];
}

/** The tuple as Borg's option spells it. */
export function formatChunkerParams(params: ChunkerParams): string {
  return chunkerParamsToArchive(params).join(",");
}

/**
 * What an archive's `chunker_params` say; undefined if it is nothing that Borg 1.x writes.
 *
 * Very old archives hold the four numbers of buzhash alone. The numbers are not checked for use: an archive may have been made by a Borg
 * with other limits.
 */
export function chunkerParamsFromArchive(value: MsgpackValue | undefined): ChunkerParams | undefined {
  if (!Array.isArray(value)) return undefined;
  const name = nameOf(value[0]);
  const numbers = name === undefined ? value : value.slice(1);
  if (!numbers.every((number) => typeof number === "number")) return undefined;
  const [first = 0, second = 0, third = 0, fourth = 0] = numbers;
  if ((name ?? "buzhash") === "buzhash" && numbers.length === 4) {
    return { algorithm: "buzhash", minExp: first, maxExp: second, maskBits: third, windowSize: fourth };
  }
  if (name === "fixed" && numbers.length === 2) return { algorithm: "fixed", blockSize: first, headerSize: second };
  return undefined;
}

function nameOf(value: MsgpackValue | undefined): string | undefined {
  if (value instanceof Uint8Array) return bytesToText(value);
  return typeof value === "string" ? value : undefined;
}
