import { OBJECT_ID_SIZE } from "./entry.ts";

/** Records whose memory is taken together. */
const PAGE_RECORDS = 4096;
const SLOTS_MIN = 256;
/** In place of a segment: the record has a list; or it was deleted. */
const LISTED = 0xffff_ffff;
const GONE = 0xffff_fffe;

/**
 * The segments that hold superseded PUTs of each id: a segment stands in a list once for each of them. Keeps the order in which the ids
 * came in, which is the order on disk.
 *
 * There may be as many ids as objects were ever replaced, nearly all with one segment. So a record takes some 45 bytes here, and lies where
 * the collector does not look; in a `Map` of lists it takes 170.
 */
export class ShadowIndex {
  readonly #ids: Uint8Array[] = [];
  readonly #segments: Uint32Array[] = [];
  /** By number of the record. */
  readonly #lists = new Map<number, number[]>();
  #recordCount = 0;
  #size = 0;
  /** Numbers of records plus one, by the first word of their ids; 0: none. A power of two of them. */
  #slots = new Uint32Array(SLOTS_MIN);

  /** @param entries Ids, each with its segments. */
  constructor(entries: Iterable<readonly [Uint8Array, readonly number[]]> = []) {
    for (const [id, segments] of entries) this.set(id, segments);
  }

  /** Count of ids. */
  get size(): number {
    return this.#size;
  }

  /** The segments of `id`, in the order in which they were added; `undefined` if it is not known. */
  get(id: Uint8Array): readonly number[] | undefined {
    const record = this.#find(id);
    return record < 0 ? undefined : this.#segmentsOf(record);
  }

  /** Notes `segments` in place of what was known of `id`; an empty list is something, too. */
  set(id: Uint8Array, segments: readonly number[]): void {
    const found = this.#find(id);
    this.#write(found < 0 ? this.#append(id) : found, segments);
  }

  /** Notes one PUT more. */
  add(id: Uint8Array, segment: number): void {
    const found = this.#find(id);
    if (found < 0) this.#write(this.#append(id), [segment]);
    else this.#write(found, [...this.#segmentsOf(found), segment]);
  }

  /** Forgets one PUT in `segment`, if there is one; the list stays, even if it is empty now. */
  remove(id: Uint8Array, segment: number): void {
    const segments = this.get(id);
    const at = segments?.indexOf(segment) ?? -1;
    if (segments !== undefined && at >= 0) this.set(id, segments.toSpliced(at, 1));
  }

  /** Forgets `id`. @returns Whether it was known. */
  delete(id: Uint8Array): boolean {
    const record = this.#find(id);
    if (record < 0) return false;
    this.#lists.delete(record);
    this.#setSegment(record, GONE);
    this.#size -= 1;
    return true;
  }

  /** Forgets segments above `last`; lists stay, even if they are empty then. */
  dropAfter(last: number): void {
    for (let record = 0; record < this.#recordCount; record++) {
      if (this.#segmentAt(record) === GONE) continue;
      const segments = this.#segmentsOf(record);
      if (segments.some((segment) => segment > last)) {
        this.#write(
          record,
          segments.filter((segment) => segment <= last),
        );
      }
    }
  }

  /** Ids share the memory of the index; nothing is to be changed meanwhile. */
  *[Symbol.iterator](): Generator<[Uint8Array, readonly number[]], void, void> {
    for (let record = 0; record < this.#recordCount; record++) {
      if (this.#segmentAt(record) !== GONE) yield [this.#idAt(record), this.#segmentsOf(record)];
    }
  }

  #segmentsOf(record: number): readonly number[] {
    const segment = this.#segmentAt(record);
    return segment === LISTED ? (this.#lists.get(record) ?? []) : [segment];
  }

  #write(record: number, segments: readonly number[]): void {
    const [only] = segments;
    const isListed = segments.length !== 1 || only === undefined || only >= GONE;
    this.#setSegment(record, isListed ? LISTED : only);
    if (isListed) this.#lists.set(record, [...segments]);
    else this.#lists.delete(record);
  }

  #append(id: Uint8Array): number {
    const record = this.#recordCount;
    if (record % PAGE_RECORDS === 0) {
      this.#ids.push(new Uint8Array(PAGE_RECORDS * OBJECT_ID_SIZE));
      this.#segments.push(new Uint32Array(PAGE_RECORDS));
    }
    this.#recordCount += 1;
    this.#size += 1;
    this.#idAt(record).set(id);
    if (2 * this.#recordCount > this.#slots.length) this.#growSlots();
    else this.#place(record);
    return record;
  }

  /** The record of `id` that was not deleted, or -1. */
  #find(id: Uint8Array): number {
    const mask = this.#slots.length - 1;
    for (let slot = firstWord(id) & mask; ; slot = (slot + 1) & mask) {
      const record = (this.#slots[slot] ?? 0) - 1;
      if (record < 0 || (this.#hasId(record, id) && this.#segmentAt(record) !== GONE)) return record;
    }
  }

  #place(record: number): void {
    const mask = this.#slots.length - 1;
    let slot = firstWord(this.#idAt(record)) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = record + 1;
  }

  #growSlots(): void {
    this.#slots = new Uint32Array(2 * this.#slots.length);
    for (let record = 0; record < this.#recordCount; record++) this.#place(record);
  }

  #hasId(record: number, id: Uint8Array): boolean {
    const page = this.#ids[Math.floor(record / PAGE_RECORDS)];
    const at = (record % PAGE_RECORDS) * OBJECT_ID_SIZE;
    for (let byte = 0; byte < OBJECT_ID_SIZE; byte++) if (page?.[at + byte] !== id[byte]) return false;
    return true;
  }

  #idAt(record: number): Uint8Array {
    const at = (record % PAGE_RECORDS) * OBJECT_ID_SIZE;
    return (this.#ids[Math.floor(record / PAGE_RECORDS)] ?? new Uint8Array()).subarray(at, at + OBJECT_ID_SIZE);
  }

  #segmentAt(record: number): number {
    return this.#segments[Math.floor(record / PAGE_RECORDS)]?.[record % PAGE_RECORDS] ?? GONE;
  }

  #setSegment(record: number, segment: number): void {
    const page = this.#segments[Math.floor(record / PAGE_RECORDS)];
    if (page !== undefined) page[record % PAGE_RECORDS] = segment;
  }
}

/** Ids are hashes: any part of them will do. */
function firstWord(id: Uint8Array): number {
  return ((id[0] ?? 0) | ((id[1] ?? 0) << 8) | ((id[2] ?? 0) << 16) | ((id[3] ?? 0) << 24)) >>> 0;
}
