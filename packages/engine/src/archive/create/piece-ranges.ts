/** A part of a file that is cut for itself: no chunk crosses its ends. */
export interface PieceRange {
  /** File offset; -1: where the descriptor stands. */
  readonly position: number;
  /** Bytes; `Infinity`: to the end of the file. */
  readonly length: number;
  /** Nothing but zeros, and nothing to read. */
  readonly hole?: boolean;
}

/** The parts of a sparse file, as SEEK_DATA and SEEK_HOLE tell them. */
export interface DataMap {
  readonly position: number;
  readonly length: number;
  readonly isData: boolean;
}

/**
 * How the fixed chunker divides a file: the header is a range of its own; with a map of its data, each part is one.
 *
 * @param map Parts from `headerSize` to the end of the file; undefined where the file is read as one range of data.
 */
export function* fixedRanges(headerSize: number, map: Iterable<DataMap> | undefined): Generator<PieceRange> {
  if (headerSize > 0) yield { position: 0, length: headerSize };
  if (map === undefined) {
    yield { position: headerSize, length: Infinity };
    return;
  }
  for (const part of map) yield { position: part.position, length: part.length, hole: !part.isData };
}
