import { assert } from "../bytes/index.ts";
import { CompactChunkIndex } from "./compact-chunk-index.ts";
import { HashIndex } from "./hash-index.ts";
import { adoptImage, emptyTable, type Table } from "./image.ts";
import { HASH_INDEX_MAX_VALUE, tableSizeFor, tableSizeForEntries } from "./limits.ts";

const VALUE_SIZE = 12;
const REFCOUNT = 0;
const SIZE = 1;
const CSIZE = 2;

/** Sums over an index; sizes in bytes. `size`, `csize` and `chunks` count each reference, the `unique_` ones each object once. */
export interface ChunkStatistics {
  size: number;
  csize: number;
  unique_size: number;
  unique_csize: number;
  chunks: number;
  unique_chunks: number;
}

/**
 * How often each object is referred to, its size and its stored size (`csize`, envelope included).
 *
 * A reference count that reaches `HASH_INDEX_MAX_VALUE` stays there for good: such an object is never deleted.
 */
export class ChunkIndex extends HashIndex {
  constructor(table: Table = emptyTable(tableSizeFor(0), VALUE_SIZE)) {
    super(table);
  }

  /** An empty index that takes `usable` entries before it grows. */
  static withUsable(usable: number): ChunkIndex {
    return new ChunkIndex(emptyTable(tableSizeForEntries(usable), VALUE_SIZE));
  }

  /**
   * The index in `image`, which belongs to the index from now on.
   *
   * Read files into `allocateImage(size)`, then nothing is copied.
   *
   * @throws {IntegrityError} If the bytes are no sound index of this kind.
   */
  static read(image: Uint8Array): ChunkIndex {
    return new ChunkIndex(adoptImage(image, VALUE_SIZE));
  }

  refcountAt(bucket: number): number {
    return this.valueAt(bucket, REFCOUNT);
  }

  sizeAt(bucket: number): number {
    return this.valueAt(bucket, SIZE);
  }

  csizeAt(bucket: number): number {
    return this.valueAt(bucket, CSIZE);
  }

  /** Adds `id` or overwrites its values. @returns Its bucket. */
  set(id: Uint8Array, refcount: number, size: number, csize: number, idOffset = 0): number {
    const bucket = this.place(id, idOffset);
    this.#setAt(bucket, refcount, size, csize);
    return bucket;
  }

  /** Fills in a stored size that was not known before. */
  setCsizeAt(bucket: number, csize: number): void {
    this.setValueAt(bucket, CSIZE, csize);
  }

  /** Adds `references` to `id`, which is made if it is new; both sizes are taken over. @returns Its bucket. */
  add(id: Uint8Array, references: number, size: number, csize: number, idOffset = 0): number {
    const found = this.find(id, idOffset);
    if (found < 0) return this.set(id, references, size, csize, idOffset);
    this.#setAt(found, Math.min(this.refcountAt(found) + references, HASH_INDEX_MAX_VALUE), size, csize);
    return found;
  }

  /** Adds one reference to the entry in `bucket`. @returns The new count. */
  incrementAt(bucket: number): number {
    const refcount = this.refcountAt(bucket);
    if (refcount === HASH_INDEX_MAX_VALUE) return refcount;
    this.setValueAt(bucket, REFCOUNT, refcount + 1);
    return refcount + 1;
  }

  /** Takes one reference from the entry in `bucket`; at 0 the caller deletes it. @returns The new count. */
  decrementAt(bucket: number): number {
    const refcount = this.refcountAt(bucket);
    assert(refcount > 0, "a reference is counted before it is dropped");
    if (refcount === HASH_INDEX_MAX_VALUE) return refcount;
    this.setValueAt(bucket, REFCOUNT, refcount - 1);
    return refcount - 1;
  }

  /** Adds the counts of `other`, as {@link add} would for each of its entries. */
  merge(other: ChunkIndex | CompactChunkIndex): void {
    const id = new Uint8Array(32);
    other.forEach((bucket) => {
      other.idAt(bucket, id);
      this.add(id, other.refcountAt(bucket), other.sizeAt(bucket), other.csizeAt(bucket));
    });
  }

  summarize(): ChunkStatistics {
    const sums = zeroStatistics();
    this.forEach((bucket) => this.#count(sums, bucket, true));
    return sums;
  }

  /**
   * Sums over this index, where an object is unique if `all` counts no more references than this index does.
   *
   * Every entry of this index must be in `all`.
   */
  statsAgainst(all: ChunkIndex): ChunkStatistics {
    const sums = zeroStatistics();
    const id = new Uint8Array(32);
    this.forEach((bucket) => {
      const other = all.find(this.idAt(bucket, id));
      assert(other >= 0, "the larger index holds every entry of the smaller");
      this.#count(sums, bucket, all.refcountAt(other) === this.refcountAt(bucket));
    });
    return sums;
  }

  /** The used buckets alone as a new image, in table order: what lies in `chunks.archive.d`. */
  compactBytes(): Uint8Array<ArrayBuffer> {
    return CompactChunkIndex.encode(this);
  }

  /** All entries in table order; ids are copies. */
  *entries(): Generator<{ id: Uint8Array; refcount: number; size: number; csize: number }, void, void> {
    for (const bucket of this.buckets()) {
      yield {
        id: this.idAt(bucket),
        refcount: this.refcountAt(bucket),
        size: this.sizeAt(bucket),
        csize: this.csizeAt(bucket),
      };
    }
  }

  #setAt(bucket: number, refcount: number, size: number, csize: number): void {
    this.setValueAt(bucket, REFCOUNT, refcount);
    this.setValueAt(bucket, SIZE, size);
    this.setValueAt(bucket, CSIZE, csize);
  }

  #count(sums: ChunkStatistics, bucket: number, unique: boolean): void {
    const refcount = this.refcountAt(bucket);
    const size = this.sizeAt(bucket);
    const csize = this.csizeAt(bucket);
    sums.chunks += refcount;
    sums.size += refcount * size;
    sums.csize += refcount * csize;
    if (!unique) return;
    sums.unique_chunks += 1;
    sums.unique_size += size;
    sums.unique_csize += csize;
  }
}

function zeroStatistics(): ChunkStatistics {
  return { size: 0, csize: 0, unique_size: 0, unique_csize: 0, chunks: 0, unique_chunks: 0 };
}
