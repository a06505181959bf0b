import { equalBytes } from "@coffer/format/bytes";
import {
  computeEntryCrc,
  dataShortError,
  ENTRY_HEADER_SIZE,
  entryChecksumError,
  entrySizeFault,
  entryTagFault,
  headerShortError,
  PUT_HEADER_SIZE,
  readEntryHeader,
  SEGMENT_MAGIC,
  SEGMENT_MAGIC_SIZE,
  segmentMagicError,
} from "@coffer/format/segment";
import type { Storage } from "../storage/index.ts";
import type { SegmentFiles } from "./segment-files.ts";

/** Bytes of the first read: many segments are small. Each further read is twice as long, up to the longest. */
const FIRST_READ_SIZE = 32 * 1024;
/** Bytes of the longest read; an entry that is larger makes its own window. */
const LONGEST_READ_SIZE = 4 * 1024 * 1024;
/** The same of a file that is read as a whole, with its size known, from wherever it lies. */
const WHOLE_READ_SIZE = 16 * 1024 * 1024;

/** One entry under the hands of a visitor. */
export interface ScannedEntry {
  readonly tag: number;
  readonly offset: number;
  /** Of the whole entry. */
  readonly size: number;
  /**
   * The entry's bytes: all of them in a verified scan, at least its header and id in a header scan. A view that is overwritten
   * after the visit. The id of a PUT or DELETE begins at byte 9.
   */
  readonly bytes: Uint8Array;
}

export interface ScanOptions {
  /** Look at headers only, and skip the data unread and unverified. */
  readonly headersOnly?: boolean;
  /** Offset of the first entry; default: behind the magic, which is checked then. */
  readonly offset?: number;
  /** Visit no more entries than this. */
  readonly countMax?: number;
  /** Of the file, where it is known: it is read in few large pieces, and no read asks for what is behind its end. */
  readonly fileSize?: number;
}

/**
 * Visits every entry of a segment in order. Only a visit's promise is awaited.
 *
 * @throws {IntegrityError} At the first byte that is wrong; entries before it have been visited.
 * @throws {StorageError} ENOENT if there is no such file.
 */
export async function scanSegment(
  volume: { storage: Storage; segments: SegmentFiles },
  segment: number,
  options: ScanOptions,
  visit: (entry: ScannedEntry) => void | Promise<void>,
): Promise<void> {
  const name = volume.segments.name(segment);
  const { headersOnly = false, fileSize } = options;
  const window = new Window(volume.storage, name, headersOnly ? FIRST_READ_SIZE : LONGEST_READ_SIZE, fileSize);
  if (options.offset === undefined) await checkMagic(window, segment);
  let offset = options.offset ?? SEGMENT_MAGIC_SIZE;
  for (let left = options.countMax ?? Infinity; left > 0; left--) {
    const available = await window.need(offset, headersOnly ? PUT_HEADER_SIZE : ENTRY_HEADER_SIZE);
    if (available === 0) return;
    if (available < ENTRY_HEADER_SIZE) throw headerShortError(ENTRY_HEADER_SIZE, segment, offset);
    const header = readEntryHeader(window.view(offset, ENTRY_HEADER_SIZE), 0);
    const { size, tag } = header;
    const sizeFault = entrySizeFault(size, ENTRY_HEADER_SIZE, segment, offset);
    if (sizeFault !== undefined) throw sizeFault;
    const wanted = headersOnly ? Math.min(size, PUT_HEADER_SIZE) : size;
    const found = await window.need(offset, wanted);
    if (found < wanted) throw dataShortError(size - ENTRY_HEADER_SIZE, found - ENTRY_HEADER_SIZE, segment, offset);
    const bytes = window.view(offset, wanted);
    if (!headersOnly && computeEntryCrc(bytes, 0, size) !== header.crc) throw entryChecksumError(segment, offset);
    const tagFault = entryTagFault(header, segment, offset);
    if (tagFault !== undefined) throw tagFault;
    const visited = visit({ tag, offset, size, bytes });
    if (visited !== undefined) await visited;
    offset += size;
  }
}

async function checkMagic(window: Window, segment: number): Promise<void> {
  const found = await window.need(0, SEGMENT_MAGIC_SIZE);
  if (!equalBytes(window.view(0, found), SEGMENT_MAGIC)) throw segmentMagicError(segment);
}

/** The part of a file that is in memory. */
class Window {
  readonly #storage: Storage;
  readonly #name: string;
  readonly #readSizeMax: number;
  readonly #fileSize: number;
  #readSize: number;
  #buffer = new Uint8Array(0);
  #start = 0;
  #length = 0;

  /** @param fileSize See {@link ScanOptions.fileSize}. */
  constructor(storage: Storage, name: string, readSizeMax: number, fileSize: number | undefined) {
    this.#storage = storage;
    this.#name = name;
    this.#fileSize = fileSize ?? Infinity;
    this.#readSizeMax = fileSize === undefined ? readSizeMax : WHOLE_READ_SIZE;
    this.#readSize = fileSize === undefined ? FIRST_READ_SIZE : WHOLE_READ_SIZE;
  }

  /** Brings `length` bytes from `offset` into memory. @returns How many of them there are: fewer only at the end of the file. */
  async need(offset: number, length: number): Promise<number> {
    const keptAt = offset - this.#start;
    const kept = keptAt >= 0 ? Math.max(this.#length - keptAt, 0) : 0;
    if (kept >= length) return length;
    const size = Math.min(Math.max(length, this.#readSize), this.#fileSize - offset);
    if (size <= kept) return kept;
    this.#readSize = Math.min(2 * this.#readSize, this.#readSizeMax);
    this.#moveToFront(keptAt, kept, size);
    const count = await this.#storage.readInto(this.#name, offset + kept, this.#buffer.subarray(kept, size));
    this.#start = offset;
    this.#length = kept + count;
    return Math.min(length, this.#length);
  }

  #moveToFront(at: number, length: number, capacity: number): void {
    if (this.#buffer.length >= capacity) {
      if (length > 0) this.#buffer.copyWithin(0, at, at + length);
      return;
    }
    const larger = new Uint8Array(capacity);
    if (length > 0) larger.set(this.#buffer.subarray(at, at + length));
    this.#buffer = larger;
  }

  /** Bytes that {@link need} has brought. */
  view(offset: number, length: number): Uint8Array {
    const at = offset - this.#start;
    return this.#buffer.subarray(at, at + length);
  }
}
