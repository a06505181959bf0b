import { CheckNeeded, NotMyLock } from "@coffer/format/errors";
import { isTrouble } from "../object-store/index.ts";
import type { ObjectStore } from "../object-store/index.ts";
import type { LogKeeper } from "../repository/index.ts";
import type { ObjectStorage } from "../storage/index.ts";
import { DOOMED_KEY, HEAD_KEY, LOCK_KEY, REPOSITORY_PREFIX, segmentName, segmentNumber } from "./bucket-layout.ts";
import { encodeHead } from "./head.ts";
import type { Head, Superseded } from "./head.ts";
import type { Lease } from "./lease.ts";
import { readHead } from "./listing.ts";
import type { Listing } from "./listing.ts";
import { COMMIT_SEGMENT_SIZE, PLACEHOLDER } from "./log-fence.ts";

/** Files of the index: they are not changed, so that the head can tell their sizes. */
const INDEX_FILE = /^(?:index|hints|integrity)\.\d+$/;
/** The one among them that is small, and that every reader needs: the head has its content. */
const INTEGRITY_FILE = /^integrity\.\d+$/;
const CONTENT_SIZE_MAX = 1024;

/** Readers take no lock: files that are of no use any more are left to them for so long. */
const GRACE_MS = 24 * 3_600_000;

/**
 * Looks after the files of a repository in a bucket while we hold its lock: publishes which there are, removes what nobody can be reading
 * any more, and keeps numbers of segments from being used twice.
 */
export class BucketKeeper implements LogKeeper {
  readonly #store: ObjectStore;
  readonly #lease: Lease;
  readonly #perFolder: number;
  #storage: ObjectStorage | undefined;
  #head: Head | undefined;
  #etag: string | undefined;
  /** Removed since the last publication. */
  #removed: { segments: number[]; files: string[] } = { segments: [], files: [] };
  #isChanged = false;

  constructor(store: ObjectStore, lease: Lease, listing: Listing, segmentsPerFolder: number) {
    this.#store = store;
    this.#lease = lease;
    this.#perFolder = segmentsPerFolder;
    this.#head = listing.head;
    this.#etag = listing.etag;
  }

  /** What the storage asks before it deletes a file. */
  async mayDelete(name: string): Promise<boolean> {
    this.#isChanged = true;
    const segment = segmentNumber(name);
    if (segment !== undefined) this.#removed.segments.push(segment);
    else if (INDEX_FILE.test(name)) this.#removed.files.push(name);
    else {
      // A repository without config is none: should we not get further, the rest is to go, too.
      if (name === "config") await this.#store.put(DOOMED_KEY, []);
      return true;
    }
    return false;
  }

  /** What the storage asks before it sends a segment. */
  async beforeUpload(name: string): Promise<void> {
    const segment = segmentNumber(name);
    if (segment !== undefined) await this.#lease.allow(segment);
  }

  /**
   * What the storage asks when a file has arrived. Where conditions do not hold, it may have come too late, over the placeholder of a
   * successor; that is put back then. A COMMIT alone does no harm there, and may have come in time and count: it is left.
   *
   * @throws {NotMyLock}
   */
  async afterUpload(name: string, size: number): Promise<void> {
    if (this.#store.hasConditions || (await this.#lease.confirm())) return;
    const isSegment = segmentNumber(name) !== undefined;
    if (isSegment && size !== COMMIT_SEGMENT_SIZE) await this.#store.put(REPOSITORY_PREFIX + name, [PLACEHOLDER]);
    throw this.#lockLost();
  }

  /** To be called once, before anything else: the storage that asks us, and whose files we look after. */
  adopt(storage: ObjectStorage): void {
    this.#storage = storage;
  }

  /** Numbers are never free again: whoever has begun these may be alive, and must find them taken. */
  async clearAfter(transaction: number | undefined): Promise<number> {
    const last = transaction ?? -1;
    const behind = this.#segments().filter((segment) => segment > last);
    if (transaction === undefined) await this.#assertEmpty(behind);
    for (const segment of behind) await this.#occupy(segment);
    return Math.max(last, behind.at(-1) ?? -1) + 1;
  }

  /**
   * A number that we were allowed has no content of anybody else. So to occupy it is safe even if we have lost the lock without knowing,
   * where a removal might free what a successor has occupied.
   */
  async discard(segments: readonly number[]): Promise<void> {
    for (const segment of segments) {
      const remains = await this.#files.abandon(this.#name(segment));
      if (remains === "nothing") continue;
      if (remains === "doubtful") this.#lease.doubt();
      await this.#occupy(segment);
    }
  }

  async committed(transaction: number): Promise<void> {
    await this.#lease.settled(transaction);
    this.#isChanged = true;
    await this.publish();
  }

  /** Writes the head, if anything has changed, and removes what was superseded long ago. @throws {NotMyLock} */
  async publish(): Promise<void> {
    if (!this.#isChanged) return;
    const nowMs = this.#lease.serverMs;
    const before = this.#head?.superseded ?? [];
    const due = before.filter(({ sinceMs }) => nowMs - sinceMs > GRACE_MS);
    const left = await this.#removeUnlessDenied(due);
    // an index that was damaged comes back under its name
    const files = this.#removed.files.filter((name) => !this.#files.files.has(name));
    const { segments } = this.#removed;
    const removed = { sinceMs: nowMs, segments: segments.toSorted((a, b) => a - b), files };
    const kept = [...left, ...before.slice(due.length)];
    const superseded = segments.length + files.length > 0 ? [...kept, removed] : kept;
    await this.#replaceHead({
      epoch: this.#lease.epoch,
      segmentsPerFolder: this.#perFolder,
      segments: this.#segments(),
      ...this.#rootFiles(),
      superseded,
    });
    this.#removed = { segments: [], files: [] };
    this.#isChanged = false;
  }

  /** What a holder before us has written meanwhile does not count: all that he has committed is in our list. */
  async #replaceHead(head: Head): Promise<void> {
    for (;;) {
      const condition = this.#etag === undefined ? ({ ifAbsent: true } as const) : { ifMatch: this.#etag };
      try {
        const { etag } = await this.#store.put(HEAD_KEY, [encodeHead(head)], { condition });
        this.#etag = etag;
        this.#head = head;
        if (!this.#store.hasConditions && !(await this.#lease.confirm())) throw this.#lockLost();
        return;
      } catch (error) {
        if (!isTrouble(error, "unmet")) throw error;
      }
      const found = await readHead(this.#store);
      if (found === undefined || found.head.epoch >= head.epoch) throw this.#lockLost();
      this.#etag = found.etag;
    }
  }

  #lockLost(): NotMyLock {
    return new NotMyLock(`${this.#store.location}/${LOCK_KEY}`);
  }

  get #files(): ObjectStorage {
    if (this.#storage === undefined) throw new Error("the keeper has adopted no storage");
    return this.#storage;
  }

  /** @throws {CheckNeeded} If there are segments with content, but no COMMIT. */
  async #assertEmpty(segments: readonly number[]): Promise<void> {
    for (const segment of segments) {
      const size = await this.#files.size(this.#name(segment));
      if (size !== PLACEHOLDER.length) throw new CheckNeeded(this.#store.location);
    }
  }

  async #occupy(segment: number): Promise<void> {
    this.#isChanged = true;
    const name = this.#name(segment);
    if (this.#files.files.get(name) !== PLACEHOLDER.length) await this.#files.plant(name, PLACEHOLDER);
  }

  /** Numbers of all segments that are there, ascending. */
  #segments(): number[] {
    const numbers: number[] = [];
    for (const name of this.#files.files.keys()) {
      const segment = segmentNumber(name);
      if (segment !== undefined) numbers.push(segment);
    }
    return numbers.sort((a, b) => a - b);
  }

  #rootFiles(): Pick<Head, "files" | "sizes" | "contents"> {
    const files = [...this.#files.files.keys()].filter((name) => !name.includes("/"));
    const sizes = new Map<string, number>();
    const contents = new Map<string, Uint8Array>();
    for (const name of files.filter((one) => INDEX_FILE.test(one))) {
      const size = this.#files.files.get(name);
      if (size !== undefined) sizes.set(name, size);
      const content = INTEGRITY_FILE.test(name) ? this.#files.content(name) : undefined;
      if (content !== undefined && content.length <= CONTENT_SIZE_MAX) contents.set(name, content);
    }
    return { files, sizes, contents };
  }

  #name(segment: number): string {
    return segmentName(segment, this.#perFolder);
  }

  /** @returns What is still there: who may write, but not remove, leaves it to somebody who may. */
  async #removeUnlessDenied(due: readonly Superseded[]): Promise<readonly Superseded[]> {
    // In order: a segment with a DELETE goes after those with the PUTs that it hides.
    for (const [at, one] of due.entries()) {
      try {
        await this.#store.delete(this.#keysOf(one));
      } catch (error) {
        if (!isTrouble(error, "denied")) throw error;
        return due.slice(at);
      }
    }
    return [];
  }

  #keysOf({ segments, files }: Superseded): string[] {
    return [...segments.map((segment) => this.#name(segment)), ...files].map((name) => REPOSITORY_PREFIX + name);
  }
}
