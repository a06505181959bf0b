import { type ChunkerParams, DEFAULT_CHUNKER_PARAMS } from "./params.ts";

/** Largest object: no block may be larger. */
const DATA_SIZE_MAX = 20_971_479;
const BLOCK_SIZE_MIN = 64;
const MIN_EXP_MIN = 6;
const MAX_EXP_MAX = 23;

/**
 * Reads the value of `--chunker-params`.
 *
 * @throws {RangeError} With Borg's sentence, if a number is out of its range.
 * @throws {TypeError} If a part is no whole number: Borg has no sentence of its own for that.
 */
export function parseChunkerParams(text: string): ChunkerParams {
  const parts = text.trim().split(",");
  const algorithm = parts[0]?.toLowerCase();
  if (algorithm === "fixed" && (parts.length === 2 || parts.length === 3))
    return fixed(parts.slice(1).map(wholeNumber));
  if (algorithm === "default" && parts.length === 1) return DEFAULT_CHUNKER_PARAMS;
  if ((algorithm === "buzhash" && parts.length === 5) || parts.length === 4)
    return buzhash(parts.slice(-4).map(wholeNumber));
  throw new RangeError("invalid chunker params");
}

function fixed([blockSize = 0, headerSize = 0]: number[]): ChunkerParams {
  check(blockSize >= BLOCK_SIZE_MIN, "block_size must not be less than 64 Bytes");
  const small = blockSize <= DATA_SIZE_MAX && headerSize <= DATA_SIZE_MAX;
  check(small, `block_size and header_size must not exceed MAX_DATA_SIZE [${DATA_SIZE_MAX}]`);
  check(headerSize >= 0, "header_size must not be negative");
  return { algorithm: "fixed", blockSize, headerSize };
}

function buzhash([minExp = 0, maxExp = 0, maskBits = 0, windowSize = 0]: number[]): ChunkerParams {
  check(minExp <= maskBits && maskBits <= maxExp, "required: chunk_min <= chunk_mask <= chunk_max");
  check(minExp >= MIN_EXP_MIN, "min. chunk size exponent must not be less than 6 (2^6 = 64B min. chunk size)");
  check(maxExp <= MAX_EXP_MAX, "max. chunk size exponent must not be more than 23 (2^23 = 8MiB max. chunk size)");
  // Borg 1.4 refuses even windows, Borg 1.2 does not: what worked goes on working.
  const fits = windowSize > 0 && windowSize + 2 ** minExp + 1 <= 2 ** maxExp;
  check(fits, "window_size must fit between the smallest and the largest chunk");
  return { algorithm: "buzhash", minExp, maxExp, maskBits, windowSize };
}

function check(condition: boolean, sentence: string): void {
  if (!condition) throw new RangeError(sentence);
}

/** As Python reads it: blanks around, a sign and single underscores between digits are fine. */
function wholeNumber(text: string): number {
  if (!/^\s*[+-]?\d+(_\d+)*\s*$/.test(text)) throw new TypeError(`not a whole number: ${text}`);
  return Number(text.replaceAll("_", ""));
}
