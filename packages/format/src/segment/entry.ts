import { assert, equalBytes } from "../bytes/index.ts";
import { getKernels } from "../kernels/index.ts";

export const SEGMENT_MAGIC: Uint8Array = ascii("BORG_SEG");
/** What a repository of Borg's ancestor has in the same place. */
export const ATTIC_MAGIC: Uint8Array = ascii("ATTICSEG");
export const SEGMENT_MAGIC_SIZE = 8;

export const TAG_PUT = 0;
export const TAG_DELETE = 1;
export const TAG_COMMIT = 2;
/** Repair takes an entry with a higher tag for noise. */
export const TAG_MAX = 15;

/** CRC, size and tag: all of a COMMIT. */
export const ENTRY_HEADER_SIZE = 9;
/** The same and an id: all of a DELETE, and what precedes the object in a PUT. */
export const PUT_HEADER_SIZE = 41;
export const OBJECT_ID_SIZE = 32;
/** Largest object, in bytes. */
export const MAX_DATA_SIZE = 20_971_479;
/** Largest entry, in bytes. */
export const MAX_OBJECT_SIZE: number = MAX_DATA_SIZE + PUT_HEADER_SIZE;
/** A configured segment size must stay below this, so that every offset fits 32 bits. */
export const MAX_SEGMENT_SIZE_LIMIT: number = 2 ** 32 - MAX_OBJECT_SIZE;

const SIZE_AT = 4;
const TAG_AT = 8;
const ID_AT = 9;

/** The id of the manifest. */
export const MANIFEST_ID: Uint8Array = new Uint8Array(OBJECT_ID_SIZE);

/** Constant, since its CRC covers no more than size and tag. */
export const COMMIT_ENTRY: Uint8Array = Uint8Array.of(0x40, 0xf4, 0x3c, 0x25, 9, 0, 0, 0, TAG_COMMIT);

/** Header fields of an entry; unchecked. */
export interface EntryHeader {
  readonly crc: number;
  /** Of the whole entry. */
  readonly size: number;
  readonly tag: number;
}

/**
 * Writes a whole PUT entry to `target`, which must have room for it.
 *
 * @param data At most {@link MAX_DATA_SIZE} bytes; may already lie in its place in `target`.
 * @returns Size of the entry.
 */
export function encodePutInto(target: Uint8Array, id: Uint8Array, data: Uint8Array): number {
  const size = PUT_HEADER_SIZE + data.length;
  writeFields(target, size, TAG_PUT);
  target.set(id, ID_AT);
  target.set(data, PUT_HEADER_SIZE);
  writeU32(target, 0, getKernels().crc32(target.subarray(SIZE_AT, size)));
  return size;
}

/** Writes only the 41 bytes before the object, for callers that write `data` from where it lies. */
export function encodePutHeaderInto(target: Uint8Array, id: Uint8Array, data: Uint8Array): number {
  writeFields(target, PUT_HEADER_SIZE + data.length, TAG_PUT);
  target.set(id, ID_AT);
  const kernels = getKernels();
  writeU32(target, 0, kernels.crc32(data, kernels.crc32(target.subarray(SIZE_AT, PUT_HEADER_SIZE))));
  return PUT_HEADER_SIZE;
}

/** The 41 bytes before an object of `size` bytes, with zeros in the place of the CRC: for entries that do not come from a log. */
export function encodeUncheckedPutHeaderInto(target: Uint8Array, id: Uint8Array, size: number): void {
  writeFields(target, PUT_HEADER_SIZE + size, TAG_PUT);
  target.set(id, ID_AT);
  writeU32(target, 0, 0);
}

/** @returns Size of the entry, always 41. */
export function encodeDeleteInto(target: Uint8Array, id: Uint8Array): number {
  writeFields(target, PUT_HEADER_SIZE, TAG_DELETE);
  target.set(id, ID_AT);
  writeU32(target, 0, getKernels().crc32(target.subarray(SIZE_AT, PUT_HEADER_SIZE)));
  return PUT_HEADER_SIZE;
}

/** The entry as a new array. */
export function encodePut(id: Uint8Array, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const entry = new Uint8Array(PUT_HEADER_SIZE + data.length);
  encodePutInto(entry, id, data);
  return entry;
}

/** The entry as a new array. */
export function encodeDelete(id: Uint8Array): Uint8Array<ArrayBuffer> {
  const entry = new Uint8Array(PUT_HEADER_SIZE);
  encodeDeleteInto(entry, id);
  return entry;
}

/** The first 9 bytes at `at`, which must exist. */
export function readEntryHeader(bytes: Uint8Array, at: number): EntryHeader {
  assert(at + ENTRY_HEADER_SIZE <= bytes.length, "an entry header needs 9 bytes");
  return { crc: readU32(bytes, at), size: readU32(bytes, at + SIZE_AT), tag: bytes[at + TAG_AT] ?? 0 };
}

/** CRC over all of the entry at `at` but the CRC itself; the entry must be in `bytes` as a whole. */
export function computeEntryCrc(bytes: Uint8Array, at: number, size: number): number {
  return getKernels().crc32(bytes.subarray(at + SIZE_AT, at + size));
}

/** The id of the PUT or DELETE at `at`, as a view. */
export function entryId(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.subarray(at + ID_AT, at + PUT_HEADER_SIZE);
}

/** Whether `entry` claims to be a PUT of exactly its own length under `id`. The CRC is not looked at. */
export function isPutEntryOf(entry: Uint8Array, id: Uint8Array): boolean {
  if (entry.length < PUT_HEADER_SIZE || entry.length > MAX_OBJECT_SIZE) return false;
  const { size, tag } = readEntryHeader(entry, 0);
  return size === entry.length && tag === TAG_PUT && equalBytes(entryId(entry, 0), id);
}

function writeFields(target: Uint8Array, size: number, tag: number): void {
  writeU32(target, SIZE_AT, size);
  target[TAG_AT] = tag;
}

function writeU32(target: Uint8Array, at: number, value: number): void {
  target[at] = value;
  target[at + 1] = value >>> 8;
  target[at + 2] = value >>> 16;
  target[at + 3] = value >>> 24;
}

function readU32(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0
  );
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}
