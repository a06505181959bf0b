/** A stretch of a file, in bytes: data, or a hole that reads as zeros. */
export interface FileRange {
  readonly start: number;
  readonly length: number;
  readonly isData: boolean;
}

/**
 * The ranges that the fixed chunker follows: its header, which is read as data even where it is a hole, then `map` from there on.
 *
 * @param map The file from 0 to its end (a hole at the end included), in order, without gaps or overlaps.
 */
export function* rangesBehindHeader(map: Iterable<FileRange>, headerSize: number): Generator<FileRange, void, void> {
  if (headerSize > 0) yield { start: 0, length: headerSize, isData: true };
  for (const { start, length, isData } of map) {
    const from = Math.max(start, headerSize);
    if (start + length > from) yield { start: from, length: start + length - from, isData };
  }
}

/**
 * One range for each chunk: blocks of at most `blockSize` bytes, counted anew in each range.
 *
 * A data range may promise more than the file has: the chunker ends at the first block that is read short.
 */
export function* blockRanges(ranges: Iterable<FileRange>, blockSize: number): Generator<FileRange, void, void> {
  for (const { start, length, isData } of ranges) {
    for (let done = 0; done < length; done += blockSize) {
      yield { start: start + done, length: Math.min(blockSize, length - done), isData };
    }
  }
}
