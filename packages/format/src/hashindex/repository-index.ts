import { emptyFrugalTable, frugalTableSize } from "./frugal-table.ts";
import { HashIndex } from "./hash-index.ts";
import {
  adoptImage,
  emptyTable,
  HASH_INDEX_HEADER_SIZE,
  ID_SIZE,
  readImageHeader,
  type Table,
  wrongCountError,
} from "./image.ts";
import { HASH_INDEX_MAX_VALUE, tableSizeFor, tableSizeForEntries } from "./limits.ts";

const VALUE_SIZE = 8;
const SEGMENT = 0;
const OFFSET = 1;
const BUCKET_SIZE = ID_SIZE + VALUE_SIZE;

/** Where the buckets begin in an index file, and how many bytes each has. */
export const INDEX_BUCKETS: { readonly start: number; readonly size: number } = {
  start: HASH_INDEX_HEADER_SIZE,
  size: BUCKET_SIZE,
};

/**
 * Visits the entries of whole buckets, cut from an index file: for a look at an index that is not to be held in memory.
 * The id is `buckets` from `idOffset` on.
 */
export function visitIndexBuckets(
  buckets: Uint8Array,
  visit: (idOffset: number, segment: number, offset: number) => void,
): void {
  const view = new DataView(buckets.buffer, buckets.byteOffset, buckets.byteLength);
  for (let at = 0; at + BUCKET_SIZE <= buckets.length; at += BUCKET_SIZE) {
    const segment = view.getUint32(at + ID_SIZE, true);
    if (segment <= HASH_INDEX_MAX_VALUE) visit(at, segment, view.getUint32(at + ID_SIZE + 4, true));
  }
}

/** Where each object of a repository lies: id -> segment number and byte offset of its entry. Borg's `NSIndex`. */
export class RepositoryIndex extends HashIndex {
  constructor(table: Table = emptyTable(tableSizeFor(0), VALUE_SIZE), imageBuckets?: number) {
    super(table, imageBuckets);
  }

  /**
   * Begins a frugal index, which takes about half the memory of its image, and longer for insertions: for one that is read piece
   * by piece. Its image has Borg's sizes all the same.
   *
   * @param header The first {@link INDEX_BUCKETS}`.start` bytes of the image. @param size Of the image.
   * @returns The index, to be filled with {@link set}, and how many entries it must have then.
   * @throws {IntegrityError} If the header does not describe so many bytes.
   */
  static beginFrugal(header: Uint8Array, size: number): { index: RepositoryIndex; entryCount: number } {
    const { entryCount, bucketCount } = readImageHeader(header, size, VALUE_SIZE);
    const table = emptyFrugalTable(frugalTableSize(entryCount), BUCKET_SIZE / 4);
    return { index: new RepositoryIndex(table, bucketCount), entryCount };
  }

  /** @throws {IntegrityError} If an index that was read piece by piece has not the entries that its header counts. */
  assertCount(entryCount: number): void {
    if (this.count !== entryCount) throw wrongCountError(entryCount, this.count);
  }

  /** An empty index that takes `usable` entries before it grows. */
  static withUsable(usable: number): RepositoryIndex {
    return new RepositoryIndex(emptyTable(tableSizeForEntries(usable), VALUE_SIZE));
  }

  /**
   * The index in `image`, which belongs to the index from now on.
   *
   * Read files into `allocateImage(size)`, then nothing is copied.
   *
   * @throws {IntegrityError} If the bytes are no sound index of this kind.
   */
  static read(image: Uint8Array): RepositoryIndex {
    return new RepositoryIndex(adoptImage(image, VALUE_SIZE));
  }

  segmentAt(bucket: number): number {
    return this.valueAt(bucket, SEGMENT);
  }

  offsetAt(bucket: number): number {
    return this.valueAt(bucket, OFFSET);
  }

  /** Adds `id` or moves it to a new place. @returns Its bucket. */
  set(id: Uint8Array, segment: number, offset: number, idOffset = 0): number {
    const bucket = this.place(id, idOffset);
    this.setValueAt(bucket, SEGMENT, segment);
    this.setValueAt(bucket, OFFSET, offset);
    return bucket;
  }

  /** All entries in table order; ids are copies. */
  *entries(): Generator<{ id: Uint8Array; segment: number; offset: number }, void, void> {
    for (const bucket of this.buckets()) {
      yield { id: this.idAt(bucket), segment: this.segmentAt(bucket), offset: this.offsetAt(bucket) };
    }
  }
}
