import { assert } from "@coffer/format/bytes";
import { InsufficientFreeSpaceError, RepositoryIsAppendOnly } from "@coffer/format/errors";
import { OBJECT_ID_SIZE } from "@coffer/format/segment";
import type { IniDocument } from "@coffer/format/segment";
import { MemorySlot } from "../context/index.ts";
import { FileLock, PosixStorage } from "../storage/index.ts";
import type { Storage } from "../storage/index.ts";
import type { Committed } from "./committed-state.ts";
import { createRepositoryFolder, writeRepositorySkeleton } from "./create-repository.ts";
import { readNonce, reserveNonces } from "./nonce-file.ts";
import { lockFolder, rootOf } from "./open-folder.ts";
import type { CreateOptions, LayoutOptions, OpenOptions, PlaceOptions, RepositoryContext } from "./open-options.ts";
import { readConfig, refuseAttic } from "./read-config.ts";
import type { RepositoryLock } from "./repository-lock.ts";
import { assembleParts, checkParts } from "./repository-parts.ts";
import type { RepositoryParts } from "./repository-parts.ts";
import type { CheckOptions, CommitOptions, GetEntriesOptions, ObjectRequest, Repository } from "./repository.ts";
import { scanLog } from "./scan-log.ts";
import type { ScanLogOptions } from "./scan-log.ts";
import { SegmentFiles } from "./segment-files.ts";
import type { TransactionState } from "./transaction-state.ts";
import { logRepository } from "./volume.ts";
import type { Volume } from "./volume.ts";

/** The index of the last transaction, by the repository's location. */
const LAST_INDEX = new MemorySlot<Committed>();

/**
 * A repository in Borg's format on a storage, usually a folder of a local disk. Gives each call its turn; its parts do the
 * work: `ObjectReader`, `ObjectChanges`, and the `TransactionLog` behind both.
 *
 * @see docs/formats/repository.md
 */
export class LocalRepository implements Repository {
  readonly location: string;
  readonly hasEntryCrcs = true;
  /** There is no connection to lose. */
  readonly wantsCommit = false;
  readonly #parts: RepositoryParts;
  readonly #breakLock: () => Promise<void>;
  readonly #afterClose: PlaceOptions["afterClose"];
  readonly #memory: RepositoryContext["memory"];
  #wasCreated = false;
  #isClosed = false;

  private constructor(parts: RepositoryParts, options: OpenOptions & PlaceOptions, ctx: RepositoryContext) {
    const { identity, reporter, memory } = ctx;
    this.location = parts.volume.storage.location;
    this.#parts = parts;
    this.#memory = memory;
    this.#breakLock = options.breakLock ?? (() => FileLock.break(`${this.location}/lock`, identity, reporter));
    this.#afterClose = options.afterClose;
    const kept = LAST_INDEX.take(memory, this.location);
    // who cares for memory reads an index that takes less
    if (kept !== undefined && options.tightIndex !== true && options.frugalIndex !== true) parts.log.adopt(kept);
  }

  /**
   * Makes a new repository at `path` and opens it with the exclusive lock. It has no segment before the first commit; if that
   * fails for want of space, the repository is removed again.
   *
   * @param path Absolute.
   * @throws {RepositoryAlreadyExists} @throws {PathAlreadyExists} @throws {PathPermissionDenied}
   * @throws {ParentPathDoesNotExist}
   */
  static async create(path: string, options: CreateOptions, ctx: RepositoryContext): Promise<LocalRepository> {
    const root = rootOf(path);
    await createRepositoryFolder(root, options.makeParentDirs ?? false);
    await writeRepositorySkeleton(new PosixStorage(root), options, ctx);
    const { frugalIndex = false } = options;
    const repository = await LocalRepository.open(root, { exclusive: true, frugalIndex }, ctx);
    repository.#wasCreated = true;
    return repository;
  }

  /**
   * @param path Absolute.
   * @throws {RepositoryDoesNotExist} @throws {InvalidRepository} @throws {InvalidRepositoryConfig} @throws {AtticRepository}
   * @throws {LockTimeout} @throws {LockFailed} Whatever is thrown, no lock is left. @throws The reason of `signal`.
   */
  static async open(path: string, options: OpenOptions, ctx: RepositoryContext): Promise<LocalRepository> {
    const root = rootOf(path);
    const lock = await lockFolder(root, options, ctx);
    return LocalRepository.openOn(new PosixStorage(root), options, ctx, lock);
  }

  /** As {@link create}, on any storage that is empty. The lock is the caller's and taken over. */
  static async createOn(
    storage: Storage,
    options: LayoutOptions & PlaceOptions,
    ctx: RepositoryContext,
    lock: RepositoryLock,
  ): Promise<LocalRepository> {
    await writeRepositorySkeleton(storage, options, ctx);
    const { keeper, breakLock, afterClose } = options;
    const place = { ...(keeper && { keeper }), ...(breakLock && { breakLock }), ...(afterClose && { afterClose }) };
    const repository = await LocalRepository.openOn(storage, place, ctx, lock);
    repository.#wasCreated = true;
    return repository;
  }

  /** As {@link open}, on any storage. The lock is the caller's and taken over; without one, nothing is changed. */
  static async openOn(
    storage: Storage,
    options: Omit<OpenOptions, "exclusive" | "lock"> & PlaceOptions,
    ctx: RepositoryContext,
    lock: RepositoryLock | undefined,
  ): Promise<LocalRepository> {
    try {
      const config = await readConfig(storage);
      const segments = new SegmentFiles(storage, config.segments_per_dir);
      await refuseAttic(storage, segments);
      return new LocalRepository(assembleParts(storage, config, segments, lock, options, ctx), options, ctx);
    } catch (error) {
      await storage.close();
      await lock?.release();
      throw error;
    }
  }

  /** Whether the repository only ever grows: compaction is skipped, repair and destruction are refused. */
  get isAppendOnly(): boolean {
    return this.#parts.isAppendOnly;
  }

  get id(): Uint8Array {
    return this.#parts.configFile.config.id;
  }

  size(): Promise<number> {
    return this.#parts.queue.shared(() => this.#parts.objects.size());
  }

  has(id: Uint8Array): Promise<boolean> {
    return this.#parts.queue.shared(() => this.#parts.objects.has(id));
  }

  get(id: Uint8Array): Promise<Uint8Array> {
    return this.#parts.queue.shared(() => this.#parts.objects.get(id));
  }

  /** Stored sizes of objects; `undefined` for what is not there, or damaged. */
  objectSizes(ids: readonly Uint8Array[]): Promise<(number | undefined)[]> {
    return this.#parts.queue.shared(() => this.#parts.objects.sizes(ids));
  }

  getEntries(requests: readonly ObjectRequest[], options: GetEntriesOptions = {}): Promise<(Uint8Array | undefined)[]> {
    return this.#parts.queue.shared(() => this.#parts.objects.entries(requests, options));
  }

  put(id: Uint8Array, data: Uint8Array): void | Promise<void> {
    return this.#parts.changes.put(id, data);
  }

  putEntry(id: Uint8Array, entry: Uint8Array): void | Promise<void> {
    return this.#parts.changes.putEntry(id, entry);
  }

  delete(id: Uint8Array): Promise<void> {
    return this.#parts.changes.delete(id);
  }

  async list(limit: number = Infinity, marker?: Uint8Array): Promise<Uint8Array[]> {
    const packed = await this.listPacked(limit, marker);
    return Array.from({ length: packed.length / OBJECT_ID_SIZE }, (_, at) =>
      packed.slice(at * OBJECT_ID_SIZE, (at + 1) * OBJECT_ID_SIZE),
    );
  }

  /** As {@link list}, the ids one behind the other: a million of them as objects would take 200 MB. */
  listPacked(limit: number = Infinity, marker?: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    return this.#parts.queue.shared(() => this.#parts.objects.listPacked(limit, marker));
  }

  async scan(limit: number, marker?: Uint8Array): Promise<Uint8Array[]> {
    return (await this.scanObjects(limit, marker)).map(({ id }) => id);
  }

  scanObjects(limit: number, marker?: Uint8Array): Promise<ObjectRequest[]> {
    if (!(limit >= 1)) throw new RangeError("please use limit > 0 or limit = None");
    return this.#parts.queue.shared(() => this.#parts.objects.scan(limit, marker));
  }

  /** See {@link scanLog}. */
  scanLog(options: ScanLogOptions, visit: Parameters<typeof scanLog>[2]): Promise<void> {
    return this.#parts.queue.shared(() => scanLog(this.#parts.volume, options, visit));
  }

  /** Index and hints of the last transaction; not to be changed. */
  committedState(): Promise<TransactionState> {
    return this.#parts.queue.shared(() => this.#parts.log.committedState());
  }

  closeSegment(): Promise<void> {
    return this.#parts.changes.closeSegment();
  }

  commit(options: CommitOptions = {}): Promise<void> {
    return this.#parts.queue.exclusive(async () => {
      try {
        if (await this.#parts.changes.commit(options)) this.#wasCreated = false;
      } catch (error) {
        if (this.#wasCreated && error instanceof InsufficientFreeSpaceError) await this.#removeStillborn();
        throw error;
      }
    });
  }

  rollback(): Promise<void> {
    return this.#parts.queue.exclusive(() => this.#parts.log.rollback());
  }

  /** The file `config`. Changes are durable after {@link saveConfig}, and count from the next opening on. */
  get config(): IniDocument {
    return this.#parts.configFile.config.document;
  }

  saveConfig(): Promise<void> {
    return this.#parts.queue.exclusive(() => this.#parts.configFile.save());
  }

  loadKey(): Promise<string | undefined> {
    return this.#parts.queue.shared(() => Promise.resolve(this.#parts.configFile.config.key));
  }

  saveKey(text: string): Promise<void> {
    return this.#parts.queue.exclusive(async () => {
      this.#parts.configFile.config.key = text;
      await this.#parts.configFile.save({ isVital: true });
    });
  }

  getFreeNonce(): Promise<bigint | undefined> {
    return this.#parts.queue.shared(() => readNonce(this.#parts.volume.storage));
  }

  commitNonceReservation(nextUnreserved: bigint, startNonce: bigint | undefined): Promise<void> {
    return this.#parts.queue.exclusive(() =>
      reserveNonces(this.#parts.volume.storage, this.#parts.lock, nextUnreserved, startNonce),
    );
  }

  check(options: CheckOptions): Promise<boolean> {
    const isPartial = options.maxDurationSeconds !== undefined && options.maxDurationSeconds > 0;
    assert(!(options.repair === true && isPartial), "a repair is never partial");
    return this.#parts.queue.exclusive(() => checkParts(this.#parts, options));
  }

  breakLock(): Promise<void> {
    return this.#breakLock();
  }

  destroy(): Promise<void> {
    return this.#parts.queue.exclusive(async () => {
      if (this.isAppendOnly) throw new RepositoryIsAppendOnly(this.location);
      await this.#leave(async ({ storage }) => {
        // Without its config it is no repository any more, however far the removal gets.
        await storage.remove("config");
        await storage.destroy();
      });
    });
  }

  close(): Promise<void> {
    return this.#parts.queue.inTurn(() => this.#leave());
  }

  async #removeStillborn(): Promise<void> {
    const message = "Not enough free space to initialize repository at this location.";
    logRepository(this.#parts.volume.reporter, "error", message);
    await this.#leave(({ storage }) => storage.destroy());
  }

  /** Closes, does what is left to do there, and lets go of it. */
  async #leave(last?: (volume: Volume) => Promise<void>): Promise<void> {
    try {
      await this.#close();
      await last?.(this.#parts.volume);
    } finally {
      await this.#afterClose?.();
    }
  }

  async #close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#parts.queue.close();
    try {
      await this.#keepIndex();
      await this.#parts.log.rollback();
    } finally {
      await this.#parts.volume.storage.close();
      await this.#parts.lock?.release();
    }
  }

  async #keepIndex(): Promise<void> {
    if (this.#memory === undefined || this.#parts.lock === undefined) return;
    const committed = await this.#parts.log.giveAway();
    if (committed !== undefined) LAST_INDEX.keep(this.#memory, this.location, committed);
  }
}
