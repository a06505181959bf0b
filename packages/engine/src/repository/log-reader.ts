import { equalBytes } from "@coffer/format/bytes";
import { IntegrityError } from "@coffer/format/errors";
import {
  computeEntryCrc,
  dataShortError,
  entryChecksumError,
  entryId,
  entrySizeFault,
  headerShortError,
  PUT_HEADER_SIZE,
  readEntryHeader,
  TAG_PUT,
  unacceptableTagError,
  wrongIdError,
} from "@coffer/format/segment";
import { isMissing } from "../storage/index.ts";
import type { Storage } from "../storage/index.ts";
import type { SegmentFiles } from "./segment-files.ts";

/** How much is read of an object whose size nobody knows; most metadata fits. */
const FIRST_READ_SIZE = 16 * 1024;

/**
 * A read of up to so much that nothing else waits beside is made at once: by way of another thread, one that the system has in memory
 * takes ten times as long.
 */
const READ_NOW_MAX = 128 * 1024;

/** Reads single PUT entries at known places, and believes nothing of what they say. */
export class LogReader {
  readonly #storage: Storage;
  readonly #segments: SegmentFiles;
  readonly #header = new Uint8Array(PUT_HEADER_SIZE);

  constructor(storage: Storage, segments: SegmentFiles) {
    this.#storage = storage;
    this.#segments = segments;
  }

  /** Whether {@link putSizeNow} works here. */
  get canReadNow(): boolean {
    return this.#storage.readNow !== undefined;
  }

  /**
   * Size of the whole entry, by its header alone.
   * @throws {IntegrityError} If there is no PUT of `id`.
   */
  async putSize(segment: number, offset: number, id: Uint8Array): Promise<number> {
    const header = new Uint8Array(PUT_HEADER_SIZE);
    const count = await this.readInto(segment, offset, header, true);
    return checkPutHeader(header.subarray(0, count), segment, offset, id);
  }

  /** As {@link putSize}, at once. */
  putSizeNow(segment: number, offset: number, id: Uint8Array): number {
    try {
      const count = this.#storage.readNow?.(this.#segments.name(segment), offset, this.#header) ?? 0;
      return checkPutHeader(this.#header.subarray(0, count), segment, offset, id);
    } catch (error) {
      throw missingSegment(error, segment);
    }
  }

  /** As {@link putSize}; `undefined` if there is no PUT of `id`. */
  async trySize(segment: number, offset: number, id: Uint8Array): Promise<number | undefined> {
    try {
      return this.canReadNow ? this.putSizeNow(segment, offset, id) : await this.putSize(segment, offset, id);
    } catch (error) {
      if (error instanceof IntegrityError) return undefined;
      throw error;
    }
  }

  /**
   * The whole entry, header and all, CRC verified.
   * @throws {IntegrityError}
   */
  async putEntry(segment: number, offset: number, id: Uint8Array): Promise<Uint8Array> {
    const first = new Uint8Array(FIRST_READ_SIZE);
    const count = await this.readInto(segment, offset, first, true);
    const size = checkPutHeader(first.subarray(0, count), segment, offset, id);
    let entry = first.subarray(0, Math.min(size, count));
    if (size > count && count === FIRST_READ_SIZE) {
      const whole = new Uint8Array(size);
      whole.set(first);
      const more = await this.readInto(segment, offset + count, whole.subarray(count), true);
      entry = whole.subarray(0, count + more);
    }
    checkPutData(entry, size, segment, offset);
    return entry;
  }

  /**
   * Fills `target`.
   *
   * @param isAlone There is no other read that could be made meanwhile.
   * @returns Count of bytes.
   * @throws {IntegrityError} If the file is gone: the index says that it holds something.
   */
  async readInto(segment: number, offset: number, target: Uint8Array, isAlone = false): Promise<number> {
    try {
      const isQuick = isAlone && target.length <= READ_NOW_MAX;
      const name = this.#segments.name(segment);
      return (
        (isQuick ? this.#storage.readNow?.(name, offset, target) : undefined) ??
        (await this.#storage.readInto(name, offset, target))
      );
    } catch (error) {
      throw missingSegment(error, segment);
    }
  }
}

/**
 * Verifies what a header can tell.
 *
 * @param header What the file has at `offset`: 41 bytes or more.
 * @returns Size of the whole entry.
 */
export function checkPutHeader(header: Uint8Array, segment: number, offset: number, id: Uint8Array): number {
  if (header.length < PUT_HEADER_SIZE) throw headerShortError(PUT_HEADER_SIZE, segment, offset);
  const { size, tag } = readEntryHeader(header, 0);
  const fault = entrySizeFault(size, PUT_HEADER_SIZE, segment, offset);
  if (fault !== undefined) throw fault;
  if (tag !== TAG_PUT) throw unacceptableTagError(segment, offset);
  if (!equalBytes(entryId(header, 0), id)) throw wrongIdError(segment, offset);
  return size;
}

/** Verifies that all `size` bytes of an entry are there and fit its CRC. */
export function checkPutData(entry: Uint8Array, size: number, segment: number, offset: number): void {
  if (entry.length < size) {
    throw dataShortError(size - PUT_HEADER_SIZE, entry.length - PUT_HEADER_SIZE, segment, offset);
  }
  if (computeEntryCrc(entry, 0, size) !== readEntryHeader(entry, 0).crc) throw entryChecksumError(segment, offset);
}

function missingSegment(error: unknown, segment: number): unknown {
  return isMissing(error)
    ? new IntegrityError(`Segment file is missing [segment ${segment}]`, { cause: error })
    : error;
}
