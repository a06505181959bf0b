import { computeEntryCrc, ENTRY_HEADER_SIZE, MAX_OBJECT_SIZE, readEntryHeader, TAG_MAX } from "./entry.ts";

/** A run of bytes that looks like one valid entry. */
export interface RecoveredRange {
  readonly offset: number;
  readonly size: number;
}

/**
 * Finds every byte range of a damaged segment that looks like a valid entry: a plausible size, a plausible tag, a CRC that
 * fits. After a find the search goes on behind it, after a failure one byte further on.
 *
 * @param bytes The whole file, or a window of it.
 * @param end Ranges begin before this offset. A window must hold {@link MAX_OBJECT_SIZE} bytes more than that, or reach the
 * end of the file.
 */
export function* recoverEntries(bytes: Uint8Array, start = 0, end: number = bytes.length): Generator<RecoveredRange> {
  let offset = start;
  while (offset < end && offset + ENTRY_HEADER_SIZE <= bytes.length) {
    const { crc, size, tag } = readEntryHeader(bytes, offset);
    const isPlausible =
      size >= ENTRY_HEADER_SIZE && size <= MAX_OBJECT_SIZE && tag <= TAG_MAX && size <= bytes.length - offset;
    if (isPlausible && computeEntryCrc(bytes, offset, size) === crc) {
      yield { offset, size };
      offset += size;
    } else {
      offset += 1;
    }
  }
}
