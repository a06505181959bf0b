import { EMPTY, HASH_INDEX_MAX_VALUE } from "./limits.ts";
import { FIRST_BUCKET, ID_WORDS, type Table } from "./image.ts";

/** As fuller a frugal table does not get; a new one leaves some room, one that has to grow more. */
const LOAD_MAX = 0.92;
const ROOM = 1.03;
const ROOM_TO_GROW = 1.07;
/** Buckets that are never used at least: probing ends at them. */
const EMPTY_MIN = 0.05;
/** Address space that a table has for each bucket in use. The system gives memory for what is touched. */
const RESERVE = 2;

/** Buckets of a new table for so many entries. */
export function frugalTableSize(entryCount: number): number {
  return Math.ceil((entryCount * ROOM) / LOAD_MAX) + 16;
}

/** Buckets of a table that has become too small for so many. */
export function largerFrugalTable(entryCount: number): number {
  return Math.ceil((entryCount * ROOM_TO_GROW) / LOAD_MAX) + 16;
}

/** A frugal table with more entries than this grows before an insertion. */
export function frugalUpperLimit(bucketCount: number): number {
  return bucketCount * LOAD_MAX - 1;
}

/** As `emptyLimit` in limits.ts. */
export function frugalEmptyLimit(bucketCount: number): number {
  return 1 + Math.floor(bucketCount * EMPTY_MIN);
}

/** An empty table that can grow where it lies. It has no header: it is no image. */
export function emptyFrugalTable(bucketCount: number, stride: number): Table {
  const buffer = new ArrayBuffer(4 * (FIRST_BUCKET + RESERVE * bucketCount * stride));
  return markEmpty({ buffer, stride, from: 0, bucketCount });
}

/**
 * Moves the entries of a frugal table to where they are looked for among `bucketCount` buckets, in the same memory: a copy would take
 * as much again, just when there is little left.
 *
 * @returns The table, in place of the one before; `undefined` if it has no room for so many buckets.
 */
export function rearrangeFrugalTable(table: Table, bucketCount: number): Table | undefined {
  const { stride, entryCount } = table;
  const { buffer } = table.words;
  if (4 * (FIRST_BUCKET + bucketCount * stride) > buffer.byteLength) return undefined;
  const next = markEmpty({ buffer, stride, from: table.bucketCount, bucketCount });
  settleAll(next);
  next.entryCount = entryCount;
  next.emptyCount = bucketCount - entryCount;
  return next;
}

interface Extent {
  readonly buffer: ArrayBufferLike;
  readonly stride: number;
  /** First bucket that is new. */
  readonly from: number;
  readonly bucketCount: number;
}

function markEmpty({ buffer, stride, from, bucketCount }: Extent): Table {
  const words = new Uint32Array(buffer, 0, FIRST_BUCKET + bucketCount * stride);
  for (let at = FIRST_BUCKET + from * stride + ID_WORDS; at < words.length; at += stride) words[at] = EMPTY;
  return { words, stride, bucketCount, entryCount: 0, emptyCount: bucketCount };
}

/**
 * Takes out one entry after the other and puts it into the first bucket, from its home on, that is not settled yet; who is found there has
 * to move in turn. Settled buckets stay what they are, so whatever was passed by is passed by in each later lookup, too.
 */
function settleAll({ words, stride, bucketCount }: Table): void {
  const settled = new Uint8Array(Math.ceil(bucketCount / 8));
  const homeless = new Uint32Array(stride);
  for (let bucket = 0; bucket < bucketCount; bucket++) {
    if ((settled[bucket >>> 3]! >>> (bucket & 7)) & 1) continue;
    homeless[ID_WORDS] = EMPTY;
    swap(words, FIRST_BUCKET + bucket * stride, homeless);
    while (homeless[ID_WORDS] <= HASH_INDEX_MAX_VALUE) {
      let target = homeless[0]! % bucketCount;
      while ((settled[target >>> 3]! >>> (target & 7)) & 1) target = target + 1 === bucketCount ? 0 : target + 1;
      settled[target >>> 3]! |= 1 << (target & 7);
      swap(words, FIRST_BUCKET + target * stride, homeless);
    }
  }
}

function swap(words: Uint32Array, at: number, entry: Uint32Array): void {
  for (let word = 0; word < entry.length; word++) {
    const kept = words[at + word]!;
    words[at + word] = entry[word]!;
    entry[word] = kept;
  }
}
