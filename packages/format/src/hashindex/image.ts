import { IntegrityError } from "../errors/index.ts";
import { EMPTY, HASH_INDEX_MAX_VALUE, TOMBSTONE } from "./limits.ts";

export const HASH_INDEX_HEADER_SIZE = 18;
export const ID_SIZE = 32;
export const ID_WORDS = 8;

const MAGIC = Uint8Array.of(0x42, 0x4f, 0x52, 0x47, 0x5f, 0x49, 0x44, 0x58); // BORG_IDX
const ENTRY_COUNT_AT = 8;
const BUCKET_COUNT_AT = 12;
const KEY_SIZE_AT = 16;
const VALUE_SIZE_AT = 17;

/** Bytes before the image in its buffer, so that the buckets behind the 18 byte header are aligned to words. */
const LEAD_SIZE = 2;

/** Index of the first bucket's first word in {@link Table.words}. */
export const FIRST_BUCKET: number = (LEAD_SIZE + HASH_INDEX_HEADER_SIZE) / 4;

/** An image that was validated or just made, seen as words. */
export interface Table {
  /** Two lead bytes, the header, then the buckets from word {@link FIRST_BUCKET} on. */
  readonly words: Uint32Array;
  /** Words of one bucket: 8 of the id and those of the value. */
  readonly stride: number;
  readonly bucketCount: number;
  entryCount: number;
  /** Buckets that were never used. */
  emptyCount: number;
}

/**
 * A zeroed buffer for an image of `size` bytes, placed so that an index can adopt it without a copy.
 *
 * Read an index file into this, then hand it to `read()`.
 */
export function allocateImage(size: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new ArrayBuffer(LEAD_SIZE + size), LEAD_SIZE);
}

export function emptyTable(bucketCount: number, valueSize: number): Table {
  const stride = ID_WORDS + valueSize / 4;
  const words = new Uint32Array(FIRST_BUCKET + bucketCount * stride);
  for (let at = FIRST_BUCKET + ID_WORDS; at < words.length; at += stride) words[at] = EMPTY;
  const table = { words, stride, bucketCount, entryCount: 0, emptyCount: bucketCount };
  imageOf(table).set(imageHeader(0, bucketCount, valueSize));
  return table;
}

/** The 18 bytes before the buckets. */
export function imageHeader(entryCount: number, bucketCount: number, valueSize: number): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(HASH_INDEX_HEADER_SIZE);
  const view = viewOf(header);
  header.set(MAGIC);
  view.setUint32(ENTRY_COUNT_AT, entryCount, true);
  view.setUint32(BUCKET_COUNT_AT, bucketCount, true);
  view.setUint8(KEY_SIZE_AT, ID_SIZE);
  view.setUint8(VALUE_SIZE_AT, valueSize);
  return header;
}

/** The image of `table` with its present number of entries; shares the table's memory. */
export function imageOf(table: Table): Uint8Array {
  const image = new Uint8Array(
    table.words.buffer,
    table.words.byteOffset + LEAD_SIZE,
    table.words.byteLength - LEAD_SIZE,
  );
  viewOf(image).setUint32(ENTRY_COUNT_AT, table.entryCount, true);
  return image;
}

/**
 * Validates `image` and sees it as a table.
 *
 * The table owns `image` from now on: it works in place if `image` came from {@link allocateImage}, on a copy otherwise.
 *
 * @throws {IntegrityError} If the header does not describe these bytes, or the buckets do not agree with the header.
 */
export function adoptImage(image: Uint8Array, valueSize: number): Table {
  const { bucketCount } = readImageHeader(image, image.length, valueSize);
  const aligned = isAligned(image) ? image : alignedCopy(image);
  const stride = ID_WORDS + valueSize / 4;
  const words = new Uint32Array(aligned.buffer, aligned.byteOffset - LEAD_SIZE, (LEAD_SIZE + aligned.length) / 4);
  const entryCount = viewOf(aligned).getUint32(ENTRY_COUNT_AT, true);
  const table: Table = { words, stride, bucketCount, entryCount, emptyCount: 0 };
  table.emptyCount = checkBuckets(table);
  return table;
}

/**
 * Validates the header of an image.
 *
 * @param image The whole image, or its beginning. @param size Of the whole.
 * @throws {IntegrityError} If the header does not describe so many bytes.
 */
export function readImageHeader(
  image: Uint8Array,
  size: number,
  valueSize: number,
): { readonly entryCount: number; readonly bucketCount: number } {
  if (image.length < HASH_INDEX_HEADER_SIZE) throw invalid(`is too short: ${image.length} bytes`);
  if (MAGIC.some((byte, at) => image[at] !== byte)) throw invalid("has a wrong magic");
  const view = viewOf(image);
  const entryCount = view.getInt32(ENTRY_COUNT_AT, true);
  const bucketCount = view.getInt32(BUCKET_COUNT_AT, true);
  if (view.getInt8(KEY_SIZE_AT) !== ID_SIZE) throw invalid(`has keys of ${view.getInt8(KEY_SIZE_AT)} bytes`);
  if (view.getInt8(VALUE_SIZE_AT) !== valueSize) throw invalid(`has values of ${view.getInt8(VALUE_SIZE_AT)} bytes`);
  if (bucketCount < 1) throw invalid(`has ${bucketCount} buckets`);
  if (entryCount < 0 || entryCount > bucketCount) throw invalid(`has ${entryCount} entries in ${bucketCount} buckets`);
  const length = HASH_INDEX_HEADER_SIZE + bucketCount * (ID_SIZE + valueSize);
  if (size !== length) throw invalid(`has ${size} bytes instead of ${length}`);
  return { entryCount, bucketCount };
}

/** @returns Number of empty buckets. */
function checkBuckets(table: Table): number {
  const { words, stride } = table;
  let empty = 0;
  let used = 0;
  for (let at = FIRST_BUCKET + ID_WORDS; at < words.length; at += stride) {
    const marker = words[at] ?? EMPTY;
    if (marker === EMPTY) empty += 1;
    else if (marker <= HASH_INDEX_MAX_VALUE) used += 1;
    else if (marker !== TOMBSTONE) throw invalid("has a value in the reserved range");
  }
  if (used !== table.entryCount) throw wrongCountError(table.entryCount, used);
  return empty;
}

export function wrongCountError(counted: number, used: number): IntegrityError {
  return invalid(`counts ${counted} entries but has ${used}`);
}

function isAligned(image: Uint8Array): boolean {
  return image.byteOffset >= LEAD_SIZE && (image.byteOffset - LEAD_SIZE) % 4 === 0;
}

function alignedCopy(image: Uint8Array): Uint8Array {
  const copy = allocateImage(image.length);
  copy.set(image);
  return copy;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function invalid(what: string): IntegrityError {
  return new IntegrityError(`hash index ${what}`);
}
