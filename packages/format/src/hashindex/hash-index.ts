import { assert } from "../bytes/index.ts";
import {
  emptyTable,
  FIRST_BUCKET,
  HASH_INDEX_HEADER_SIZE,
  ID_SIZE,
  ID_WORDS,
  imageHeader,
  imageOf,
  type Table,
} from "./image.ts";
import {
  emptyFrugalTable,
  frugalEmptyLimit,
  frugalUpperLimit,
  largerFrugalTable,
  rearrangeFrugalTable,
} from "./frugal-table.ts";
import {
  EMPTY,
  emptyLimit,
  HASH_INDEX_MAX_VALUE,
  lowerLimit,
  nextLargerTable,
  nextSmallerTable,
  tableSizeForEntries,
  TOMBSTONE,
  upperLimit,
} from "./limits.ts";

/** Entries for each bucket of a compact table: half the memory, and some five buckets looked at for each entry found. */
const COMPACT_LOAD = 0.88;
/** Buckets of an image that are made at a time. */
const PIECE_BUCKETS = 25_000;

/**
 * The table under {@link RepositoryIndex} and {@link ChunkIndex}.
 *
 * Nothing is allocated by a lookup, an insertion (unless the table grows) or a deletion. A bucket number is good until the next
 * `find`, insertion or deletion: each of them may move buckets, a plain lookup included.
 *
 * Ids are `Uint8Array`s of 32 bytes, or 32 bytes at `offset` of a longer one; the index copies what it keeps.
 *
 * @see docs/formats/hashindex.md
 */
export abstract class HashIndex {
  #table: Table;
  /** Where the last unsuccessful {@link find} would insert. */
  #vacancy = 0;
  /** Buckets that the image has, where the table has fewer. */
  #imageBuckets: number | undefined;

  /** @param imageBuckets Makes a frugal index; it is held in about half the memory that its image takes. */
  protected constructor(table: Table, imageBuckets?: number) {
    this.#table = table;
    this.#imageBuckets = imageBuckets;
    if (imageBuckets !== undefined) return;
    // A table of another program may be fuller than ours ever get; probing needs empty buckets to end at.
    if (table.emptyCount < emptyLimit(table.bucketCount)) {
      this.#rebuild(Math.max(table.bucketCount, tableSizeForEntries(table.entryCount + 1)));
    }
  }

  /** Number of entries. */
  get count(): number {
    return this.#table.entryCount;
  }

  get bucketCount(): number {
    return this.#table.bucketCount;
  }

  /** Size of the image in bytes. */
  get byteLength(): number {
    return HASH_INDEX_HEADER_SIZE + 4 * this.#table.stride * (this.#imageBuckets ?? this.#table.bucketCount);
  }

  has(id: Uint8Array, offset = 0): boolean {
    return this.find(id, offset) >= 0;
  }

  /**
   * Number of the bucket that holds `id`, or -1.
   *
   * As in Borg, an entry found behind a tombstone moves into it.
   */
  find(id: Uint8Array, offset = 0): number {
    assert(offset >= 0 && offset + ID_SIZE <= id.length, "an id has 32 bytes");
    const { words, stride, bucketCount } = this.#table;
    const first = readWord(id, offset);
    let bucket = first % bucketCount;
    let tombstone = -1;
    for (;;) {
      const at = FIRST_BUCKET + bucket * stride;
      const marker = words[at + ID_WORDS]!;
      if (marker === EMPTY) break;
      if (marker === TOMBSTONE) {
        if (tombstone < 0) tombstone = bucket;
      } else if (words[at] === first && tailEquals(words, at, id, offset)) {
        return tombstone < 0 ? bucket : this.#move(bucket, tombstone);
      }
      bucket = bucket + 1 === bucketCount ? 0 : bucket + 1;
    }
    this.#vacancy = tombstone < 0 ? bucket : tombstone;
    return -1;
  }

  /** Removes `id`. @returns Whether it was there. The table may shrink. */
  delete(id: Uint8Array, offset = 0): boolean {
    const bucket = this.find(id, offset);
    if (bucket < 0) return false;
    const table = this.#table;
    table.words[FIRST_BUCKET + bucket * table.stride + ID_WORDS] = TOMBSTONE;
    table.entryCount -= 1;
    const isSparse = (buckets: number): boolean => table.entryCount < lowerLimit(buckets);
    if (this.#imageBuckets === undefined) {
      if (isSparse(table.bucketCount)) this.#rebuild(nextSmallerTable(table.bucketCount));
    } else if (isSparse(this.#imageBuckets)) this.#imageBuckets = nextSmallerTable(this.#imageBuckets);
    return true;
  }

  /** A copy of the id in `bucket`, or its 32 bytes written to `target` at `targetOffset`. */
  idAt(bucket: number, target: Uint8Array = new Uint8Array(ID_SIZE), targetOffset = 0): Uint8Array {
    const { words, stride } = this.#table;
    const at = FIRST_BUCKET + bucket * stride;
    for (let word = 0; word < ID_WORDS; word++) writeWord(target, targetOffset + 4 * word, words[at + word]!);
    return target;
  }

  /**
   * Numbers of the used buckets behind bucket `after`, in table order.
   *
   * Do not insert or delete meanwhile, and look up nothing that may lie behind a tombstone.
   */
  *buckets(after = -1): Generator<number, void, void> {
    const { words, stride, bucketCount } = this.#table;
    for (let bucket = after + 1; bucket < bucketCount; bucket++) {
      if (words[FIRST_BUCKET + bucket * stride + ID_WORDS]! <= HASH_INDEX_MAX_VALUE) yield bucket;
    }
  }

  /** Calls `visit` for every used bucket in table order; faster than {@link buckets}, under the same rules. */
  forEach(visit: (bucket: number) => void): void {
    const { words, stride, bucketCount } = this.#table;
    for (let bucket = 0; bucket < bucketCount; bucket++) {
      if (words[FIRST_BUCKET + bucket * stride + ID_WORDS]! <= HASH_INDEX_MAX_VALUE) visit(bucket);
    }
  }

  /**
   * Moves into a table that is hardly larger than its entries need, whatever Borg's sizes are: for an index that is looked
   * into from now on, and neither changed nor written.
   */
  compact(): void {
    if (this.#imageBuckets !== undefined) return;
    const bucketCount = Math.ceil(this.count / COMPACT_LOAD) + 1;
    if (bucketCount < this.#table.bucketCount) this.#rebuild(bucketCount);
  }

  /** Forgets everything and returns to the smallest table. */
  clear(): void {
    this.#imageBuckets = undefined;
    this.#table = emptyTable(tableSizeForEntries(0), (this.#table.stride - ID_WORDS) * 4);
  }

  /** The image as it would lie on disk. Shares the index's memory: good until the next change. Not of a frugal index. */
  bytes(): Uint8Array {
    assert(this.#imageBuckets === undefined, "a frugal index has no image in memory");
    return imageOf(this.#table);
  }

  /** The image piece by piece, its header first. A piece is good until the next one. */
  *pieces(): Generator<Uint8Array, void, void> {
    if (this.#imageBuckets !== undefined) return yield* this.#makePieces(this.#imageBuckets);
    const image = this.bytes();
    yield image.subarray(0, HASH_INDEX_HEADER_SIZE);
    yield image.subarray(HASH_INDEX_HEADER_SIZE);
  }

  /** An image of `bucketCount` buckets. Besides a piece, it takes four bytes for each of them. */
  *#makePieces(bucketCount: number): Generator<Uint8Array, void, void> {
    const { words, stride, entryCount } = this.#table;
    yield imageHeader(entryCount, bucketCount, 4 * (stride - ID_WORDS));
    const sources = this.#layOut(bucketCount);
    const piece = new Uint32Array(Math.min(PIECE_BUCKETS, bucketCount) * stride);
    for (let first = 0; first < bucketCount; first += PIECE_BUCKETS) {
      const count = Math.min(PIECE_BUCKETS, bucketCount - first);
      piece.fill(0);
      for (let bucket = 0; bucket < count; bucket++) {
        const source = sources[first + bucket]!;
        const to = bucket * stride;
        if (source === 0) piece[to + ID_WORDS] = EMPTY;
        else for (let word = 0; word < stride; word++) piece[to + word] = words[source + word]!;
      }
      yield new Uint8Array(piece.buffer, 0, 4 * stride * count);
    }
  }

  /** Where in the table's words each bucket of a table of `bucketCount` buckets has its entry; 0: it is empty. */
  #layOut(bucketCount: number): Uint32Array {
    const { words, stride } = this.#table;
    const sources = new Uint32Array(bucketCount);
    for (let from = FIRST_BUCKET; from < words.length; from += stride) {
      if (words[from + ID_WORDS]! > HASH_INDEX_MAX_VALUE) continue;
      let bucket = words[from]! % bucketCount;
      while (sources[bucket] !== 0) bucket = bucket + 1 === bucketCount ? 0 : bucket + 1;
      sources[bucket] = from;
    }
    return sources;
  }

  /** A value word of `bucket`. */
  protected valueAt(bucket: number, word: number): number {
    return this.#table.words[FIRST_BUCKET + bucket * this.#table.stride + ID_WORDS + word]!;
  }

  /** Sets a value word of `bucket`, which {@link find} or {@link place} has named. */
  protected setValueAt(bucket: number, word: number, value: number): void {
    assert(value >= 0 && value <= (word === 0 ? HASH_INDEX_MAX_VALUE : 0xffff_ffff), "value is out of range");
    this.#table.words[FIRST_BUCKET + bucket * this.#table.stride + ID_WORDS + word] = value;
  }

  /**
   * The bucket of `id`, made if there is none.
   *
   * The caller must set all value words before anything else happens to the index.
   */
  protected place(id: Uint8Array, offset: number): number {
    const found = this.find(id, offset);
    if (found >= 0) return found;
    this.#makeRoom(id, offset);
    if (this.#isEmpty(this.#vacancy)) {
      if (this.#table.emptyCount <= this.#emptyLimit()) {
        this.#rebuild(this.#table.bucketCount);
        this.find(id, offset);
      }
      this.#table.emptyCount -= 1;
    }
    this.#table.entryCount += 1;
    const { words, stride } = this.#table;
    const at = FIRST_BUCKET + this.#vacancy * stride;
    for (let word = 0; word < ID_WORDS; word++) words[at + word] = readWord(id, offset + 4 * word);
    return this.#vacancy;
  }

  /** Has a table that takes one entry more, which {@link find} has not found. */
  #makeRoom(id: Uint8Array, offset: number): void {
    const { entryCount, bucketCount } = this.#table;
    const image = this.#imageBuckets;
    if (image !== undefined && entryCount > upperLimit(image)) this.#imageBuckets = nextLargerTable(image);
    const isFull = entryCount > (image === undefined ? upperLimit(bucketCount) : frugalUpperLimit(bucketCount));
    if (!isFull) return;
    this.#rebuild(image === undefined ? nextLargerTable(bucketCount) : largerFrugalTable(entryCount));
    this.find(id, offset);
  }

  #emptyLimit(): number {
    const { bucketCount } = this.#table;
    return this.#imageBuckets === undefined ? emptyLimit(bucketCount) : frugalEmptyLimit(bucketCount);
  }

  #isEmpty(bucket: number): boolean {
    return this.#table.words[FIRST_BUCKET + bucket * this.#table.stride + ID_WORDS] === EMPTY;
  }

  #move(source: number, target: number): number {
    const { words, stride } = this.#table;
    const from = FIRST_BUCKET + source * stride;
    const to = FIRST_BUCKET + target * stride;
    words.copyWithin(to, from, from + stride);
    words[from + ID_WORDS] = TOMBSTONE;
    return target;
  }

  /** Moves all entries, in table order, into a new table of `bucketCount` buckets; those of a frugal one into the same, if they can. */
  #rebuild(bucketCount: number): void {
    const { words: source, stride, entryCount } = this.#table;
    assert(entryCount < bucketCount, "a table keeps empty buckets");
    const isFrugal = this.#imageBuckets !== undefined;
    const rearranged = isFrugal ? rearrangeFrugalTable(this.#table, bucketCount) : undefined;
    if (rearranged !== undefined) {
      this.#table = rearranged;
      return;
    }
    const next = isFrugal ? emptyFrugalTable(bucketCount, stride) : emptyTable(bucketCount, (stride - ID_WORDS) * 4);
    const target = next.words;
    for (let from = FIRST_BUCKET; from < source.length; from += stride) {
      if (source[from + ID_WORDS]! > HASH_INDEX_MAX_VALUE) continue;
      let bucket = source[from]! % bucketCount;
      while (target[FIRST_BUCKET + bucket * stride + ID_WORDS] !== EMPTY)
        bucket = bucket + 1 === bucketCount ? 0 : bucket + 1;
      const to = FIRST_BUCKET + bucket * stride;
      for (let word = 0; word < stride; word++) target[to + word] = source[from + word]!;
    }
    next.entryCount = entryCount;
    next.emptyCount = bucketCount - entryCount;
    this.#table = next;
  }
}

function readWord(id: Uint8Array, at: number): number {
  return (id[at]! | (id[at + 1]! << 8) | (id[at + 2]! << 16) | (id[at + 3]! << 24)) >>> 0;
}

function writeWord(target: Uint8Array, at: number, word: number): void {
  target[at] = word;
  target[at + 1] = word >>> 8;
  target[at + 2] = word >>> 16;
  target[at + 3] = word >>> 24;
}

function tailEquals(words: Uint32Array, at: number, id: Uint8Array, offset: number): boolean {
  for (let word = 1; word < ID_WORDS; word++) {
    if (words[at + word] !== readWord(id, offset + 4 * word)) return false;
  }
  return true;
}
