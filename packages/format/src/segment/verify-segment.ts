import { equalBytes } from "../bytes/index.ts";
import type { IntegrityError } from "../errors/index.ts";
import { getKernels } from "../kernels/index.ts";
import {
  dataShortError,
  entryChecksumError,
  entrySizeFault,
  entryTagFault,
  headerShortError,
  segmentMagicError,
} from "./entry-errors.ts";
import { ENTRY_HEADER_SIZE, readEntryHeader, SEGMENT_MAGIC, SEGMENT_MAGIC_SIZE } from "./entry.ts";

/** Fills `target` from `position` on. @returns Count of bytes, fewer only at the end. */
export type ReadNow = (target: Uint8Array, position: number) => number;

/** Bytes of an entry that its own checksum does not cover. */
const CRC_SIZE = 4;

/**
 * Verifies a whole segment, entry by entry, and tells what is wrong with it first.
 *
 * @param window Memory to read through, of any size from 9 bytes up; entries may be larger.
 */
export function verifySegment(read: ReadNow, segment: number, window: Uint8Array): IntegrityError | undefined {
  const stream = new Stream(read, window);
  if (!equalBytes(stream.take(SEGMENT_MAGIC_SIZE), SEGMENT_MAGIC)) return segmentMagicError(segment);
  for (;;) {
    const offset = stream.position;
    const head = stream.take(ENTRY_HEADER_SIZE);
    if (head.length === 0) return undefined;
    if (head.length < ENTRY_HEADER_SIZE) return headerShortError(ENTRY_HEADER_SIZE, segment, offset);
    const header = readEntryHeader(head, 0);
    const sizeFault = entrySizeFault(header.size, ENTRY_HEADER_SIZE, segment, offset);
    if (sizeFault !== undefined) return sizeFault;
    let crc = getKernels().crc32(head.subarray(CRC_SIZE));
    const dataSize = header.size - ENTRY_HEADER_SIZE;
    for (let left = dataSize; left > 0;) {
      const data = stream.takeUpTo(left);
      if (data.length === 0) return dataShortError(dataSize, dataSize - left, segment, offset);
      crc = getKernels().crc32(data, crc);
      left -= data.length;
    }
    if (crc !== header.crc) return entryChecksumError(segment, offset);
    const tagFault = entryTagFault(header, segment, offset);
    if (tagFault !== undefined) return tagFault;
  }
}

/** Bytes of a file, one after the other. What is given out is valid until the next call. */
class Stream {
  readonly #read: ReadNow;
  readonly #window: Uint8Array;
  /** Of the window's first byte in the file. */
  #start = 0;
  #length = 0;
  #at = 0;

  constructor(read: ReadNow, window: Uint8Array) {
    this.#read = read;
    this.#window = window;
  }

  get position(): number {
    return this.#start + this.#at;
  }

  /** The next `size` bytes, fewer at the end; they fit the window. */
  take(size: number): Uint8Array {
    if (this.#length - this.#at < size) this.#refill();
    return this.takeUpTo(size);
  }

  /** The next bytes, between 1 and `size` of them; none at the end. */
  takeUpTo(size: number): Uint8Array {
    if (this.#at === this.#length) this.#refill();
    const end = Math.min(this.#at + size, this.#length);
    const bytes = this.#window.subarray(this.#at, end);
    this.#at = end;
    return bytes;
  }

  #refill(): void {
    const rest = this.#length - this.#at;
    this.#window.copyWithin(0, this.#at, this.#length);
    this.#start += this.#at;
    this.#at = 0;
    this.#length = rest + this.#read(this.#window.subarray(rest), this.#start + rest);
  }
}
