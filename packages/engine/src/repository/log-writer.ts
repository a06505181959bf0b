import { assert, equalBytes } from "@coffer/format/bytes";
import {
  COMMIT_ENTRY,
  encodeDeleteInto,
  encodePutHeaderInto,
  encodePutInto,
  MANIFEST_ID,
  MAX_DATA_SIZE,
  PUT_HEADER_SIZE,
  SEGMENT_MAGIC,
} from "@coffer/format/segment";
import type { Storage, StorageWriter } from "../storage/index.ts";
import { GroupBuffers } from "./group-buffers.ts";
import type { SegmentFiles } from "./segment-files.ts";

/** Entries up to this size are copied; larger ones are written from the caller's memory. */
const COPIED_ENTRY_MAX = 256 * 1024;
/** With more bytes than this on their way, callers are asked to wait. */
const WRITE_BEHIND_MAX = 16 * 1024 * 1024;

/** Where an entry begins, and a promise if the caller must wait: for its buffer, or because too much is on its way. */
export interface Appended {
  readonly segment: number;
  readonly offset: number;
  readonly written: Promise<void> | undefined;
}

/**
 * Appends entries to the log.
 *
 * Places are known at once; files are created, written and synced behind the caller's back, strictly in order. The first
 * failure there ends the writer: every later call throws it, until {@link abort} and {@link begin}.
 *
 * Nothing is durable before {@link settle} has resolved after a {@link commit}.
 *
 * @see docs/formats/segment.md, "Where entries go".
 */
export class LogWriter {
  readonly #storage: Storage;
  readonly #segments: SegmentFiles;
  readonly #segmentSizeMax: number;
  readonly #groups = new GroupBuffers();
  /** The segment being written, or the next one. */
  #segment = 0;
  /** Size of the open segment; 0: none is open. */
  #offset = 0;
  /** Whether the open segment has changes of the manifest and nothing else. */
  #isOfManifest = false;
  #uncommitted: number[] = [];

  #file: StorageWriter | undefined;
  #work: Promise<void> = Promise.resolve();
  #pendingBytes = 0;
  /** First segment that has bytes on their way. */
  #pendingSince: number | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(storage: Storage, segments: SegmentFiles, segmentSizeMax: number) {
    this.#storage = storage;
    this.#segments = segments;
    this.#segmentSizeMax = segmentSizeMax;
  }

  /** Goes on with `segment`, which must not exist. */
  begin(segment: number): void {
    assert(this.#offset === 0 && this.#uncommitted.length === 0, "the writer must be at rest");
    this.#segment = segment;
    this.#failure = undefined;
  }

  /** Segments begun since the last COMMIT, in ascending order. */
  get uncommitted(): readonly number[] {
    return this.#uncommitted;
  }

  /** What ended the writer, if anything did. */
  get failure(): unknown {
    return this.#failure?.error;
  }

  /** Whether an entry of `id` would begin a new segment. */
  isFullFor(id: Uint8Array): boolean {
    const isApart = equalBytes(id, MANIFEST_ID) && !(this.#isOfManifest && this.#storage.createsWhole === true);
    return isApart || this.#offset > this.#segmentSizeMax;
  }

  /** Whether bytes of `segment` may not be in its file yet. */
  hasPending(segment: number): boolean {
    return this.#pendingSince !== undefined && segment >= this.#pendingSince;
  }

  /** @param data At most {@link MAX_DATA_SIZE} bytes. */
  put(id: Uint8Array, data: Uint8Array): Appended {
    assert(data.length <= MAX_DATA_SIZE, "an object is no larger than Borg's limit");
    const size = PUT_HEADER_SIZE + data.length;
    const place = this.#place(id, size);
    if (size <= COPIED_ENTRY_MAX) {
      encodePutInto(this.#gather(size), id, data);
      return this.#appended(place, this.pressure());
    }
    encodePutHeaderInto(this.#gather(PUT_HEADER_SIZE), id, data);
    return this.#appended(place, this.#writeThrough(data));
  }

  /** As {@link put}, for a finished entry. */
  putEntry(id: Uint8Array, entry: Uint8Array): Appended {
    const place = this.#place(id, entry.length);
    if (entry.length <= COPIED_ENTRY_MAX) {
      this.#gather(entry.length).set(entry);
      return this.#appended(place, this.pressure());
    }
    return this.#appended(place, this.#writeThrough(entry));
  }

  /** @returns The segment that holds the DELETE. Whether to wait, {@link pressure} says. */
  delete(id: Uint8Array): number {
    const { segment } = this.#place(id, PUT_HEADER_SIZE);
    encodeDeleteInto(this.#gather(PUT_HEADER_SIZE), id);
    return segment;
  }

  /** A promise to wait for if too much is on its way. It must not be ignored: it may reject. */
  pressure(): Promise<void> | undefined {
    return this.#pendingBytes > WRITE_BEHIND_MAX ? this.#work.then(() => this.#assertSound()) : undefined;
  }

  /**
   * Ends a transaction: in a segment of its own, or (`intermediate`) at the end of the open one, whose bytes are made durable
   * before. The segment is closed. No COMMIT is written before all that it commits is durable; where files come into being whole, it shares
   * a segment with the manifest.
   *
   * @returns The segment with the COMMIT: the transaction's id.
   */
  commit(options: { intermediate: boolean }): number {
    this.#assertSound();
    const joinsManifest = this.#isOfManifest && this.#storage.createsWhole === true;
    if (!options.intermediate && !joinsManifest) this.closeSegment();
    this.#settleStorage();
    this.#openSegment();
    if (options.intermediate) this.#enqueue(() => this.#openFile.sync());
    const segment = this.#segment;
    this.#gather(COMMIT_ENTRY.length).set(COMMIT_ENTRY);
    this.#offset += COMMIT_ENTRY.length;
    this.closeSegment();
    this.#settleStorage();
    this.#enqueue(() => {
      this.#uncommitted = this.#uncommitted.filter((begun) => begun > segment);
      return Promise.resolve();
    });
    return segment;
  }

  /** Ends the open segment, if there is one, without a COMMIT: its file is complete once {@link settle} has resolved. */
  closeSegment(): void {
    if (this.#offset === 0) return;
    this.#segment += 1;
    this.#offset = 0;
    this.#isOfManifest = false;
    this.#enqueue(async () => {
      const file = this.#openFile;
      this.#file = undefined;
      await file.close({ sync: true });
    });
  }

  /** Waits until all bytes so far are in their files, and all that was committed is durable. @throws What failed. */
  async settle(): Promise<void> {
    this.#flushGroup();
    await this.#work;
    this.#assertSound();
  }

  /** Gives up: closes the open file without making it durable. What {@link uncommitted} names is garbage then. */
  async abort(): Promise<readonly number[]> {
    this.#failure ??= { error: new Error("the transaction was given up") };
    await this.#work;
    if (this.#groups.length > 0) this.#groups.seal().release();
    this.#offset = 0;
    this.#isOfManifest = false;
    const file = this.#file;
    this.#file = undefined;
    this.#pendingBytes = 0;
    this.#pendingSince = undefined;
    await file?.close().catch(() => {});
    const uncommitted = this.#uncommitted;
    this.#uncommitted = [];
    return uncommitted;
  }

  /** Opens a segment if need be. @returns Where the next entry, of `size` bytes, begins. */
  #place(id: Uint8Array, size: number): { segment: number; offset: number } {
    this.#assertSound();
    if (this.isFullFor(id)) this.closeSegment();
    this.#isOfManifest = equalBytes(id, MANIFEST_ID) && (this.#isOfManifest || this.#offset === 0);
    this.#openSegment();
    const offset = this.#offset;
    this.#offset += size;
    return { segment: this.#segment, offset };
  }

  /** Waits for files that the storage completes behind our back. */
  #settleStorage(): void {
    if (this.#storage.settle !== undefined) this.#enqueue(async () => this.#storage.settle?.());
  }

  #openSegment(): void {
    if (this.#offset > 0) return;
    const segment = this.#segment;
    this.#uncommitted.push(segment);
    this.#enqueue(async () => {
      this.#file = await this.#storage.createWriter(this.#segments.name(segment));
    });
    this.#gather(SEGMENT_MAGIC.length).set(SEGMENT_MAGIC);
    this.#offset = SEGMENT_MAGIC.length;
  }

  get #openFile(): StorageWriter {
    assert(this.#file !== undefined, "a segment is open");
    return this.#file;
  }

  /** Room for `size` bytes at the end of the log. */
  #gather(size: number): Uint8Array {
    if (size > this.#groups.room) {
      this.#flushGroup();
      this.#groups.next();
    }
    this.#pendingBytes += size;
    this.#pendingSince ??= this.#segment;
    return this.#groups.take(size);
  }

  #flushGroup(): void {
    if (this.#groups.length > 0) void this.#write([]);
  }

  /** Writes what was gathered and `data`; resolves when `data` may be reused. */
  #writeThrough(data: Uint8Array): Promise<void> {
    this.#pendingBytes += data.length;
    this.#pendingSince ??= this.#segment;
    return this.#write([data]).then(() => this.#assertSound());
  }

  #write(parts: readonly Uint8Array[]): Promise<void> {
    const slice = this.#groups.seal();
    const all = slice.bytes.length > 0 ? [slice.bytes, ...parts] : parts;
    const size = all.reduce((sum, part) => sum + part.length, 0);
    return this.#append(async () => {
      try {
        if (this.#failure === undefined) await this.#openFile.write(all);
      } finally {
        slice.release();
        this.#pendingBytes -= size;
        if (this.#pendingBytes === 0) this.#pendingSince = undefined;
      }
    });
  }

  /** Does `action` after all bytes so far are in their files. */
  #enqueue(action: () => Promise<void>): void {
    this.#flushGroup();
    void this.#append(() => (this.#failure === undefined ? action() : Promise.resolve()));
  }

  #append(action: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(action).catch((error: unknown) => {
      this.#failure ??= { error };
    });
    return this.#work;
  }

  #appended(place: { segment: number; offset: number }, written: Promise<void> | undefined): Appended {
    return { segment: place.segment, offset: place.offset, written };
  }

  #assertSound(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
