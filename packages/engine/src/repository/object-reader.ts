import { toHex } from "@coffer/format/bytes";
import { ObjectNotFound } from "@coffer/format/errors";
import type { RepositoryIndex } from "@coffer/format/hashindex";
import { OBJECT_ID_SIZE, PUT_HEADER_SIZE } from "@coffer/format/segment";
import { fetchEntries } from "./fetch-entries.ts";
import type { EntryPlace } from "./fetch-entries.ts";
import type { LogWriter } from "./log-writer.ts";
import type { GetEntriesOptions, ObjectRequest } from "./repository.ts";
import { scanObjects } from "./scan-ids.ts";
import type { TransactionLog } from "./transaction-log.ts";
import type { Volume } from "./volume.ts";

/**
 * Looks objects up and reads them: as the transaction under way has them, else as the last one left them. Calls may run side by side,
 * but beside no change.
 */
export class ObjectReader {
  readonly #volume: Volume;
  readonly #writer: LogWriter;
  readonly #log: TransactionLog;

  constructor(volume: Volume, writer: LogWriter, log: TransactionLog) {
    this.#volume = volume;
    this.#writer = writer;
    this.#log = log;
  }

  async size(): Promise<number> {
    return (await this.#log.current()).index.count;
  }

  async has(id: Uint8Array): Promise<boolean> {
    return (await this.#log.current()).index.has(id);
  }

  async get(id: Uint8Array): Promise<Uint8Array> {
    const { index } = await this.#log.current();
    const { segment, offset } = this.#placeOf(index, id);
    if (this.#writer.hasPending(segment)) await this.#writer.settle();
    const entry = await this.#volume.reader.putEntry(segment, offset, id);
    return entry.subarray(PUT_HEADER_SIZE);
  }

  /** See `LocalRepository.objectSizes`. */
  async sizes(ids: readonly Uint8Array[]): Promise<(number | undefined)[]> {
    const { index } = await this.#log.current();
    await this.#settleIfActive();
    const sizes: (number | undefined)[] = [];
    for (const id of ids) {
      const bucket = index.find(id);
      const size =
        bucket < 0 ? undefined : await this.#volume.reader.trySize(index.segmentAt(bucket), index.offsetAt(bucket), id);
      sizes.push(size === undefined ? undefined : size - PUT_HEADER_SIZE);
    }
    return sizes;
  }

  /** See `Repository.getEntries`. */
  async entries(requests: readonly ObjectRequest[], options: GetEntriesOptions): Promise<(Uint8Array | undefined)[]> {
    const places: EntryPlace[] = [];
    const positions: number[] = [];
    const { index } = await this.#log.current();
    for (const [position, { id, csize }] of requests.entries()) {
      const bucket = options.missing === "undefined" ? index.find(id) : this.#bucketOf(index, id);
      if (bucket < 0) continue;
      const size = csize === undefined ? undefined : csize + PUT_HEADER_SIZE;
      places.push({ id, segment: index.segmentAt(bucket), offset: index.offsetAt(bucket), size });
      positions.push(position);
    }
    if (places.some(({ segment }) => this.#writer.hasPending(segment))) await this.#writer.settle();
    const fetched = await fetchEntries(this.#volume.reader, places, {
      allocate: options.allocate ?? ((size) => new Uint8Array(size)),
      verifyCrc: options.verifyCrc ?? true,
    });
    const entries = new Array<Uint8Array | undefined>(requests.length).fill(undefined);
    for (const [at, position] of positions.entries()) entries[position] = fetched[at];
    return entries;
  }

  /** See `LocalRepository.listPacked`. */
  async listPacked(limit: number, marker: Uint8Array | undefined): Promise<Uint8Array<ArrayBuffer>> {
    const { index } = await this.#log.current();
    const after = marker === undefined ? -1 : this.#bucketOf(index, marker);
    const countMax = Math.max(0, Math.min(Math.ceil(limit), index.count));
    const ids = new Uint8Array(countMax * OBJECT_ID_SIZE);
    let size = 0;
    for (const bucket of size < ids.length ? index.buckets(after) : []) {
      index.idAt(bucket, ids, size);
      size += OBJECT_ID_SIZE;
      if (size === ids.length) break;
    }
    return ids.subarray(0, size);
  }

  /** See `Repository.scanObjects`. */
  async scan(limit: number, marker: Uint8Array | undefined): Promise<ObjectRequest[]> {
    const { index } = await this.#log.current();
    await this.#settleIfActive();
    return scanObjects(this.#volume, index, limit, marker && this.#placeOf(index, marker));
  }

  #placeOf(index: RepositoryIndex, id: Uint8Array): { segment: number; offset: number } {
    const bucket = this.#bucketOf(index, id);
    return { segment: index.segmentAt(bucket), offset: index.offsetAt(bucket) };
  }

  #bucketOf(index: RepositoryIndex, id: Uint8Array): number {
    const bucket = index.find(id);
    if (bucket < 0) throw new ObjectNotFound(toHex(id), this.#volume.storage.location);
    return bucket;
  }

  async #settleIfActive(): Promise<void> {
    if (this.#log.isActive) await this.#writer.settle();
  }
}
