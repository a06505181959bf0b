import { bytesToText } from "../bytes/index.ts";
import { readNumberField } from "./number-field.ts";

/** A part of a file that is not a hole. */
export interface SparsePart {
  /** In the file, bytes. */
  readonly offset: number;
  readonly size: number;
}

/** A file may have so many parts: what a map may take of memory is bounded. */
export const SPARSE_PARTS_MAX = 1_000_000;

const FIELD_WIDTH = 12;

/**
 * Parts as a GNU header or the blocks behind it list them.
 *
 * @param count How many there is room for.
 */
export function decodeSparseParts(block: Uint8Array, offset: number, count: number): SparsePart[] {
  const parts: SparsePart[] = [];
  for (let index = 0; index < count; index++) {
    const at = offset + index * 2 * FIELD_WIDTH;
    const part = { offset: numberAt(block, at), size: numberAt(block, at + FIELD_WIDTH) };
    if (part.offset === undefined || part.size === undefined) break;
    parts.push({ offset: part.offset, size: part.size });
  }
  return parts;
}

function numberAt(block: Uint8Array, offset: number): number | undefined {
  return readNumberField(block, { offset, width: FIELD_WIDTH });
}

/** Parts of a list of numbers, offset and size by turns. @throws {RangeError} If one is no number. */
export function partsOfNumbers(numbers: readonly string[]): SparsePart[] {
  const parts: SparsePart[] = [];
  for (let index = 0; index + 1 < numbers.length; index += 2) {
    const [offset, size] = [wholeNumber(numbers[index]), wholeNumber(numbers[index + 1])];
    if (offset === undefined || size === undefined) throw new RangeError("a part of a file without its place");
    parts.push({ offset, size });
  }
  return parts;
}

/** A decimal number that is not negative. */
export function wholeNumber(text: string | undefined): number | undefined {
  const value = text !== undefined && /^\s*\+?\d{1,16}\s*$/.test(text) ? Number(text) : -1;
  return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** The lines at the beginning of a sparse file of the format 1.0: how many parts, then offset and size of each. */
export class SparseLines {
  readonly #lines: string[] = [];
  #rest = "";

  /** Takes the next block. @returns The parts, once all lines are there. @throws {RangeError} If there is something else. */
  push(block: Uint8Array): SparsePart[] | undefined {
    const pieces = (this.#rest + bytesToText(block)).split("\n");
    this.#rest = pieces.pop() ?? "";
    for (const piece of pieces) this.#lines.push(piece);
    const count = wholeNumber(this.#lines[0]);
    if (count === undefined || count > SPARSE_PARTS_MAX) throw new RangeError("a sparse file without its map");
    const end = 1 + 2 * count;
    return this.#lines.length < end ? undefined : partsOfNumbers(this.#lines.slice(1, end));
  }
}

/**
 * The parts that hold something.
 *
 * @param size Of the file with its holes.
 * @param storedSize Of what is in the tar file.
 * @throws {RangeError} If they are out of order, outside of the file, or not stored.
 */
export function checkedParts(parts: readonly SparsePart[], size: number, storedSize: number): readonly SparsePart[] {
  const kept = parts.filter((part) => part.size !== 0);
  let end = 0;
  let stored = 0;
  for (const part of kept) {
    if (part.offset < end || part.size < 0) throw new RangeError("parts of a file that overlap");
    end = part.offset + part.size;
    stored += part.size;
  }
  if (end > size || stored > storedSize) throw new RangeError("parts that are larger than their file");
  return kept;
}
