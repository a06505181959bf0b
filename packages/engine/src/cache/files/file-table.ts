import { assert } from "@coffer/format/bytes";

/** Bytes before a record's chunk ids. */
const HEADER_SIZE = 64;
/** Records begin at multiples of this, so that 32-bit places reach 128 GiB. */
const UNIT = 32;
const HEADER_UNITS = HEADER_SIZE / UNIT;
const HEADER_WORDS = HEADER_SIZE / 4;
/** Age of a record that was replaced. Real ages are small counts of backups. */
const DEAD = 0xffff_ffff;
/** Ages saturate here; nothing older than a TTL of this many backups is told apart. */
export const AGE_MAX = 0x7fff_ffff;
const CAPACITY_MIN = 1024;

// Layout of a record, as indices into the views of 32 and 64 bits from its begin.
const INODE = 4;
const SIZE = 5;
const CMTIME = 6;
const AGE = 14;
const COUNT = 15;

/** Place of a record inside a {@link FileTable}; valid until the next `set`. */
export type FilePlace = number;

/** What is known of one file, besides its chunk ids. */
export interface FileFacts {
  /** Backups since the file was last seen; 0 = in this one. */
  readonly age: number;
  readonly inode: bigint;
  /** Bytes. */
  readonly size: bigint;
  /** ctime or mtime, ns since 1970. */
  readonly cmtime: bigint;
}

/** The numbers of a record as 32-bit words: who reads or writes many records makes no object for each. */
export interface RecordWords {
  age: number;
  inodeLow: number;
  inodeHigh: number;
  sizeLow: number;
  sizeHigh: number;
  cmtimeLow: number;
  cmtimeHigh: number;
}

/** Where a record's path hash and its chunk ids lie among packed bytes. */
export interface PackedIds {
  readonly view: DataView;
  hashAt: number;
  idsAt: number;
  /** From one id to the next, bytes. */
  readonly idStride: number;
  count: number;
}

/**
 * Known files by path hash, without a JavaScript object a file: all records lie in one buffer (64 bytes and 32 for each
 * chunk id), and an open-addressed table of 32-bit places finds them by the first bytes of their hash.
 */
export class FileTable {
  #bytes: Uint8Array;
  #words: Uint32Array;
  #longs: BigInt64Array;
  /** Units taken, dead records included. */
  #used = 0;
  /** Units taken by dead records. */
  #dead = 0;
  #count = 0;
  /** Place + 1, or 0 for an empty bucket. */
  #buckets: Uint32Array = new Uint32Array(CAPACITY_MIN);
  readonly #probe = new Uint8Array(32);
  readonly #probeWords: Uint32Array = new Uint32Array(this.#probe.buffer);

  /** @param bytesExpected Size of the record buffer to begin with. */
  constructor(bytesExpected: number = 64 * 1024) {
    const units = Math.ceil(bytesExpected / UNIT);
    this.#bytes = new Uint8Array(units * UNIT);
    this.#words = new Uint32Array(this.#bytes.buffer);
    this.#longs = new BigInt64Array(this.#bytes.buffer);
  }

  /** Files known. */
  get count(): number {
    return this.#count;
  }

  /** The record of this path hash (32 bytes), or -1. */
  find(pathHash: Uint8Array): FilePlace {
    this.#loadProbe(pathHash);
    return (this.#buckets[this.#findBucket()] ?? 0) - 1;
  }

  age(place: FilePlace): number {
    return this.#words[place * 8 + AGE] ?? 0;
  }

  inode(place: FilePlace): bigint {
    return BigInt.asUintN(64, this.#longs[place * 4 + INODE] ?? 0n);
  }

  /** Bytes; not exact from 2^53 on, where no file is. */
  size(place: FilePlace): number {
    const at = place * 8 + 2 * SIZE;
    return (this.#words[at + 1] ?? 0) * 2 ** 32 + (this.#words[at] ?? 0);
  }

  cmtime(place: FilePlace): bigint {
    return this.#longs[place * 4 + CMTIME] ?? 0n;
  }

  /** The file's chunk ids, one after the other: a view, valid until the next `set`. */
  chunkIds(place: FilePlace): Uint8Array {
    const start = place * UNIT + HEADER_SIZE;
    return this.#bytes.subarray(start, start + (this.#words[place * 8 + COUNT] ?? 0) * 32);
  }

  /** The path hash: a view, valid until the next `set`. */
  pathHash(place: FilePlace): Uint8Array {
    return this.#bytes.subarray(place * UNIT, place * UNIT + 32);
  }

  /** Notes that the file was seen in this backup, under this inode. */
  touch(place: FilePlace, inode: bigint): void {
    this.#words[place * 8 + AGE] = 0;
    this.#longs[place * 4 + INODE] = BigInt.asIntN(64, inode);
  }

  /** A record's numbers, put into `target`. */
  readWords(place: FilePlace, target: RecordWords): void {
    const words = this.#words;
    const at = place * 8;
    target.age = words[at + AGE]!;
    target.inodeLow = words[at + 2 * INODE]!;
    target.inodeHigh = words[at + 2 * INODE + 1]!;
    target.sizeLow = words[at + 2 * SIZE]!;
    target.sizeHigh = words[at + 2 * SIZE + 1]!;
    target.cmtimeLow = words[at + 2 * CMTIME]!;
    target.cmtimeHigh = words[at + 2 * CMTIME + 1]!;
  }

  /** Writes the path hash (`index` -1) or a chunk id of a record to `at`. */
  writeId(place: FilePlace, index: number, target: DataView, at: number): void {
    const words = this.#words;
    const from = place * 8 + (index < 0 ? 0 : HEADER_WORDS + 8 * index);
    for (let word = 0; word < 8; word++) target.setUint32(at + 4 * word, words[from + word]!, true);
  }

  /** Chunks of a file. */
  chunkCount(place: FilePlace): number {
    return this.#words[place * 8 + COUNT]!;
  }

  /** Adds a file unless its hash is known; the same as {@link set}, for many. @returns False if it is known; nothing was changed. */
  append(ids: PackedIds, facts: RecordWords): boolean {
    const { view, hashAt, idsAt, idStride, count } = ids;
    this.#reserve(HEADER_UNITS + count);
    if ((this.#count + 1) * 3 > this.#buckets.length * 2) this.#rehash(this.#buckets.length * 2);
    const probe = this.#probeWords;
    for (let word = 0; word < 8; word++) probe[word] = view.getUint32(hashAt + 4 * word, true);
    const bucket = this.#findBucket();
    if (this.#buckets[bucket] !== 0) return false;
    const words = this.#words;
    const at = this.#used * 8;
    for (let word = 0; word < 8; word++) words[at + word] = probe[word]!;
    words[at + AGE] = facts.age;
    words[at + COUNT] = count;
    words[at + 2 * INODE] = facts.inodeLow;
    words[at + 2 * INODE + 1] = facts.inodeHigh;
    words[at + 2 * SIZE] = facts.sizeLow;
    words[at + 2 * SIZE + 1] = facts.sizeHigh;
    words[at + 2 * CMTIME] = facts.cmtimeLow;
    words[at + 2 * CMTIME + 1] = facts.cmtimeHigh;
    for (let index = 0; index < count; index++) {
      const from = idsAt + index * idStride;
      const to = at + HEADER_WORDS + 8 * index;
      for (let word = 0; word < 8; word++) words[to + word] = view.getUint32(from + 4 * word, true);
    }
    this.#buckets[bucket] = this.#used + 1;
    this.#used += HEADER_UNITS + count;
    this.#count += 1;
    return true;
  }

  /**
   * Adds or replaces a file. All arguments are copied.
   * @param chunkIds A whole number of 32-byte ids, one after the other.
   */
  set(pathHash: Uint8Array, facts: FileFacts, chunkIds: Uint8Array): void {
    assert(chunkIds.length % 32 === 0, "chunk ids have 32 bytes each");
    const chunks = chunkIds.length / 32;
    // Both arguments may be views of this very buffer, which #reserve can replace: the old one stays readable.
    this.#reserve(HEADER_UNITS + chunks);
    this.#loadProbe(pathHash);
    let bucket = this.#findBucket();
    const known = (this.#buckets[bucket] ?? 0) - 1;
    let place = known;
    if (known === -1 || (this.#words[known * 8 + COUNT] ?? 0) !== chunks) {
      if (known === -1) {
        if ((this.#count + 1) * 3 > this.#buckets.length * 2) {
          this.#rehash(this.#buckets.length * 2);
          this.#loadProbe(pathHash);
          bucket = this.#findBucket();
        }
        this.#count += 1;
      } else {
        this.#words[known * 8 + AGE] = DEAD;
        this.#dead += HEADER_UNITS + (this.#words[known * 8 + COUNT] ?? 0);
      }
      place = this.#used;
      this.#used += HEADER_UNITS + chunks;
      this.#buckets[bucket] = place + 1;
      this.#bytes.set(this.#probe, place * UNIT);
      this.#words[place * 8 + COUNT] = chunks;
    }
    this.#words[place * 8 + AGE] = Math.min(facts.age, AGE_MAX);
    this.#longs[place * 4 + INODE] = BigInt.asIntN(64, facts.inode);
    this.#longs[place * 4 + SIZE] = BigInt.asIntN(64, facts.size);
    this.#longs[place * 4 + CMTIME] = facts.cmtime;
    this.#bytes.set(chunkIds, place * UNIT + HEADER_SIZE);
  }

  /** Calls `visit` for each file, in order of insertion. `visit` must not call `set`. */
  forEach(visit: (place: FilePlace) => void): void {
    for (let place = 0; place < this.#used; place += HEADER_UNITS + (this.#words[place * 8 + COUNT] ?? 0)) {
      if (this.#words[place * 8 + AGE] !== DEAD) visit(place);
    }
  }

  #loadProbe(pathHash: Uint8Array): void {
    assert(pathHash.length === 32, "a path hash has 32 bytes");
    this.#probe.set(pathHash);
  }

  /** Bucket of the probe's record, or the empty bucket where it belongs. */
  #findBucket(): number {
    const mask = this.#buckets.length - 1;
    const probe = this.#probeWords;
    const words = this.#words;
    let bucket = spread(probe[0] ?? 0) & mask;
    for (;;) {
      const entry = this.#buckets[bucket] ?? 0;
      if (entry === 0) return bucket;
      const base = (entry - 1) * 8;
      let i = 0;
      while (i < 8 && words[base + i] === probe[i]) i += 1;
      if (i === 8) return bucket;
      bucket = (bucket + 1) & mask;
    }
  }

  #rehash(capacity: number): void {
    this.#buckets = new Uint32Array(capacity);
    this.forEach((place) => {
      let bucket = spread(this.#words[place * 8] ?? 0) & (capacity - 1);
      while (this.#buckets[bucket] !== 0) bucket = (bucket + 1) & (capacity - 1);
      this.#buckets[bucket] = place + 1;
    });
  }

  /** Makes room for `units` more: drops dead records when they are a quarter, grows otherwise. */
  #reserve(units: number): void {
    const capacity = this.#bytes.length / UNIT;
    if (this.#used + units <= capacity) return;
    const compacting = this.#dead * 4 > this.#used;
    const wanted = compacting && this.#used - this.#dead + units <= capacity ? capacity : capacity + (capacity >> 1);
    const bytes = new Uint8Array(Math.max(wanted, this.#used + units) * UNIT);
    if (compacting) {
      let used = 0;
      this.forEach((place) => {
        const length = HEADER_UNITS + (this.#words[place * 8 + COUNT] ?? 0);
        bytes.set(this.#bytes.subarray(place * UNIT, (place + length) * UNIT), used * UNIT);
        used += length;
      });
      this.#used = used;
      this.#dead = 0;
    } else {
      bytes.set(this.#bytes.subarray(0, this.#used * UNIT));
    }
    this.#bytes = bytes;
    this.#words = new Uint32Array(bytes.buffer);
    this.#longs = new BigInt64Array(bytes.buffer);
    if (compacting) this.#rehash(this.#buckets.length);
  }
}

/** Lets every bit of a hash's first word count in the low bits. */
function spread(word: number): number {
  const product = Math.imul(word, 0x9e37_79b1);
  return product ^ (product >>> 15);
}
