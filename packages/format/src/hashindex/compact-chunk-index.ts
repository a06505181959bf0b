import { adoptImage, emptyTable, FIRST_BUCKET, ID_SIZE, ID_WORDS, imageOf, type Table } from "./image.ts";
import { HASH_INDEX_MAX_VALUE } from "./limits.ts";

const VALUE_SIZE = 12;

/** What {@link CompactChunkIndex.encode} needs of a chunk index. */
interface ChunkTable {
  readonly count: number;
  forEach(visit: (bucket: number) => void): void;
  idAt(bucket: number, target?: Uint8Array, targetOffset?: number): Uint8Array;
  refcountAt(bucket: number): number;
  sizeAt(bucket: number): number;
  csizeAt(bucket: number): number;
}

/**
 * The chunks of one archive as kept in `chunks.archive.d`: iterated, never probed.
 *
 * A full table (as older Borg wrote them) is read as well.
 */
export class CompactChunkIndex {
  readonly #table: Table;

  private constructor(table: Table) {
    this.#table = table;
  }

  /** @throws {IntegrityError} If the bytes are no sound chunk index. Owns `image` as {@link ChunkIndex.read} does. */
  static read(image: Uint8Array): CompactChunkIndex {
    return new CompactChunkIndex(adoptImage(image, VALUE_SIZE));
  }

  /** A new image of the used buckets of `index`. Empty indexes keep one empty bucket: readers want at least one. */
  static encode(index: ChunkTable): Uint8Array<ArrayBuffer> {
    const table = emptyTable(Math.max(1, index.count), VALUE_SIZE);
    const id = new Uint8Array(ID_SIZE);
    const idView = new DataView(id.buffer);
    let at = FIRST_BUCKET;
    index.forEach((bucket) => {
      index.idAt(bucket, id);
      for (let word = 0; word < ID_WORDS; word++) table.words[at + word] = idView.getUint32(4 * word, true);
      table.words[at + ID_WORDS] = index.refcountAt(bucket);
      table.words[at + ID_WORDS + 1] = index.sizeAt(bucket);
      table.words[at + ID_WORDS + 2] = index.csizeAt(bucket);
      at += table.stride;
    });
    table.entryCount = index.count;
    return imageOf(table) as Uint8Array<ArrayBuffer>;
  }

  get count(): number {
    return this.#table.entryCount;
  }

  forEach(visit: (bucket: number) => void): void {
    for (let bucket = 0; bucket < this.#table.bucketCount; bucket++) {
      if (this.refcountAt(bucket) <= HASH_INDEX_MAX_VALUE) visit(bucket);
    }
  }

  /** A copy of the id in `bucket`, or its 32 bytes written to `target` at `targetOffset`. */
  idAt(bucket: number, target: Uint8Array = new Uint8Array(ID_SIZE), targetOffset = 0): Uint8Array {
    const { words, stride } = this.#table;
    const at = (FIRST_BUCKET + bucket * stride) * 4;
    target.set(new Uint8Array(words.buffer, words.byteOffset + at, ID_SIZE), targetOffset);
    return target;
  }

  refcountAt(bucket: number): number {
    return this.#valueAt(bucket, 0);
  }

  sizeAt(bucket: number): number {
    return this.#valueAt(bucket, 1);
  }

  csizeAt(bucket: number): number {
    return this.#valueAt(bucket, 2);
  }

  #valueAt(bucket: number, word: number): number {
    return this.#table.words[FIRST_BUCKET + bucket * this.#table.stride + ID_WORDS + word]!;
  }
}
