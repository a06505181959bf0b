import { HashIndex } from "./hash-index.ts";
import { adoptImage, emptyTable, type Table } from "./image.ts";
import { tableSizeFor, tableSizeForEntries } from "./limits.ts";

const VALUE_SIZE = 8;
const SEGMENT = 0;
const OFFSET = 1;

/** Where each object of a repository lies: id -> segment number and byte offset of its entry. Borg's `NSIndex`. */
export class RepositoryIndex extends HashIndex {
  constructor(table: Table = emptyTable(tableSizeFor(0), VALUE_SIZE)) {
    super(table);
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
