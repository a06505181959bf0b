import { stat } from "node:fs/promises";
import { isAbsolute, normalize } from "node:path";
import { assert, toHex } from "@coffer/format/bytes";
import {
  InsufficientFreeSpaceError,
  InvalidRepository,
  ObjectNotFound,
  RepositoryDoesNotExist,
  RepositoryIsAppendOnly,
} from "@coffer/format/errors";
import type { BorgError } from "@coffer/format/errors";
import {
  isPutEntryOf,
  MAX_DATA_SIZE,
  OBJECT_ID_SIZE,
  objectSizeError,
  PUT_HEADER_SIZE,
  RepositoryConfig,
} from "@coffer/format/segment";
import type { IniDocument } from "@coffer/format/segment";
import { MemorySlot } from "../context/index.ts";
import type { EngineContext } from "../context/index.ts";
import type { Committed } from "./committed-state.ts";
import { errorCode, FileLock, isMissing, PosixStorage, StorageError } from "../storage/index.ts";
import type { Storage } from "../storage/index.ts";
import { checkRepository } from "./check.ts";
import { createRepositoryFolder, writeRepositorySkeleton } from "./create-repository.ts";
import { fetchEntries } from "./fetch-entries.ts";
import type { EntryPlace } from "./fetch-entries.ts";
import { IndexFiles } from "./index-files.ts";
import { SoleKeeper } from "./log-keeper.ts";
import type { LogKeeper } from "./log-keeper.ts";
import { LogReader } from "./log-reader.ts";
import { LogWriter } from "./log-writer.ts";
import type { Appended } from "./log-writer.ts";
import { assertReservable, readNonce, writeNonce } from "./nonce-file.ts";
import { OperationQueue } from "./operation-queue.ts";
import { readConfig, refuseAttic } from "./read-config.ts";
import type { RepositoryLock } from "./repository-lock.ts";
import type { CheckOptions, CommitOptions, GetEntriesOptions, ObjectRequest, Repository } from "./repository.ts";
import { scanObjects } from "./scan-ids.ts";
import type { ScanStart } from "./scan-ids.ts";
import { scanLog } from "./scan-log.ts";
import type { ScanLogOptions } from "./scan-log.ts";
import { SegmentFiles } from "./segment-files.ts";
import { TransactionLog } from "./transaction-log.ts";
import type { TransactionState } from "./transaction-state.ts";
import { logRepository } from "./volume.ts";
import type { Volume } from "./volume.ts";

/** What a repository takes from the context of the engine. */
export type RepositoryContext = Pick<
  EngineContext,
  "identity" | "clock" | "reporter" | "lockWaitSeconds" | "randomBytes" | "memory"
>;

/** The index of the last transaction, by the repository's location. */
const LAST_INDEX = new MemorySlot<Committed>();

export interface OpenOptions {
  /** Take the exclusive lock at once. Else the shared one, which is upgraded by the first write or a replay. */
  readonly exclusive?: boolean;
  /** False: no lock at all, for looking only; then nothing in the repository is changed. */
  readonly lock?: boolean;
  /** Never compact, never destroy; adds to what the config says. */
  readonly appendOnly?: boolean;
  /** Bytes, in place of what the config says; 0: none. */
  readonly storageQuota?: number | undefined;
  /** Once aborted, the waiting for a lock ends. */
  readonly signal?: AbortSignal | undefined;
  /** Nothing will be stored or deleted: the index may be held in about half the memory. */
  readonly tightIndex?: boolean;
  /**
   * The index is let go after each commit and read again when it is needed; a large one is held in about half the memory. Storing
   * and looking up take a little longer.
   */
  readonly frugalIndex?: boolean;
}

export interface CreateOptions extends Pick<OpenOptions, "frugalIndex"> {
  readonly appendOnly?: boolean;
  /** Bytes; 0: none. */
  readonly storageQuota?: number | undefined;
  readonly makeParentDirs?: boolean;
}

/** What a repository that lies in no folder of a local disk brings with it. */
export interface PlaceOptions {
  readonly keeper?: LogKeeper;
  /** Removes the lock, whoever holds it. Default: Borg's files beside the repository. */
  readonly breakLock?: () => Promise<void>;
}

/**
 * A repository in Borg's format on a storage, usually a folder of a local disk.
 *
 * @see docs/formats/repository.md
 */
export class LocalRepository implements Repository {
  readonly location: string;
  readonly hasEntryCrcs = true;
  readonly #storage: Storage;
  readonly #config: RepositoryConfig;
  readonly #volume: Volume;
  readonly #writer: LogWriter;
  readonly #log: TransactionLog;
  readonly #keeper: LogKeeper;
  readonly #isAppendOnly: boolean;
  readonly #queue = new OperationQueue();
  readonly #breakLock: () => Promise<void>;
  readonly #memory: RepositoryContext["memory"];
  #lock: RepositoryLock | undefined;
  #wasCreated = false;
  #isClosed = false;

  private constructor(
    storage: Storage,
    config: RepositoryConfig,
    segments: SegmentFiles,
    options: OpenOptions & PlaceOptions,
    ctx: RepositoryContext,
    lock: RepositoryLock | undefined,
  ) {
    this.location = storage.location;
    this.#storage = storage;
    this.#config = config;
    this.#lock = lock;
    this.#isAppendOnly = options.appendOnly === true || config.append_only;
    const reader = new LogReader(storage, segments);
    const { clock, reporter, identity, memory } = ctx;
    this.#breakLock = options.breakLock ?? (() => FileLock.break(`${storage.location}/lock`, identity, reporter));
    this.#keeper = options.keeper ?? new SoleKeeper(segments, storage.location);
    this.#memory = memory;
    this.#volume = { storage, segments, reader, indexFiles: new IndexFiles(storage, reporter), clock, reporter };
    this.#writer = new LogWriter(storage, segments, config.max_segment_size);
    this.#log = new TransactionLog({
      volume: this.#volume,
      writer: this.#writer,
      keeper: this.#keeper,
      config,
      lock,
      isAppendOnly: this.#isAppendOnly,
      storageQuota: options.storageQuota ?? config.storage_quota,
      isIndexTight: options.tightIndex ?? false,
      isIndexFrugal: options.frugalIndex ?? false,
    });
    const kept = LAST_INDEX.take(memory, this.location);
    // who cares for memory reads an index that takes less
    if (kept !== undefined && options.tightIndex !== true && options.frugalIndex !== true) this.#log.adopt(kept);
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
    const root = absolute(path);
    await createRepositoryFolder(root, options.makeParentDirs ?? false);
    const storage = new PosixStorage(root);
    await writeSkeleton(storage, options, ctx);
    const repository = await LocalRepository.open(
      root,
      { exclusive: true, frugalIndex: options.frugalIndex ?? false },
      ctx,
    );
    repository.#wasCreated = true;
    return repository;
  }

  /**
   * @param path Absolute.
   * @throws {RepositoryDoesNotExist} @throws {InvalidRepository} @throws {InvalidRepositoryConfig} @throws {AtticRepository}
   * @throws {LockTimeout} @throws {LockFailed} Whatever is thrown, no lock is left. @throws The reason of `signal`.
   */
  static async open(path: string, options: OpenOptions, ctx: RepositoryContext): Promise<LocalRepository> {
    const root = absolute(path);
    await checkFolder(root);
    const exclusive = options.exclusive ?? false;
    const lock =
      options.lock === false
        ? undefined
        : await FileLock.acquire(`${root}/lock`, { ...lockContext(ctx), exclusive, signal: options.signal });
    return LocalRepository.#openLocked(new PosixStorage(root), options, ctx, lock);
  }

  /** As {@link create}, on any storage that is empty. The lock is the caller's and taken over. */
  static async createOn(
    storage: Storage,
    options: Omit<CreateOptions, "makeParentDirs"> & PlaceOptions & { readonly maxSegmentSize?: number },
    ctx: RepositoryContext,
    lock: RepositoryLock,
  ): Promise<LocalRepository> {
    await writeSkeleton(storage, options, ctx);
    const { keeper, breakLock } = options;
    const place = { ...(keeper && { keeper }), ...(breakLock && { breakLock }) };
    const repository = await LocalRepository.#openLocked(storage, place, ctx, lock);
    repository.#wasCreated = true;
    return repository;
  }

  /** As {@link open}, on any storage. The lock is the caller's and taken over; without one, nothing is changed. */
  static openOn(
    storage: Storage,
    options: Omit<OpenOptions, "exclusive" | "lock"> & PlaceOptions,
    ctx: RepositoryContext,
    lock: RepositoryLock | undefined,
  ): Promise<LocalRepository> {
    return LocalRepository.#openLocked(storage, options, ctx, lock);
  }

  static async #openLocked(
    storage: Storage,
    options: OpenOptions & PlaceOptions,
    ctx: RepositoryContext,
    lock: RepositoryLock | undefined,
  ): Promise<LocalRepository> {
    try {
      const config = await readConfig(storage);
      const segments = new SegmentFiles(storage, config.segments_per_dir);
      await refuseAttic(storage, segments);
      return new LocalRepository(storage, config, segments, options, ctx, lock);
    } catch (error) {
      await storage.close();
      await lock?.release();
      throw error;
    }
  }

  get id(): Uint8Array {
    return this.#config.id;
  }

  /** Whether the repository only ever grows: compaction is skipped, repair and destruction are refused. */
  get isAppendOnly(): boolean {
    return this.#isAppendOnly;
  }

  size(): Promise<number> {
    return this.#shared(async () => (await this.#log.current()).index.count);
  }

  has(id: Uint8Array): Promise<boolean> {
    return this.#shared(async () => (await this.#log.current()).index.has(id));
  }

  get(id: Uint8Array): Promise<Uint8Array> {
    return this.#shared(async () => {
      const { index } = await this.#log.current();
      const bucket = index.find(id);
      if (bucket < 0) throw this.#notFound(id);
      const segment = index.segmentAt(bucket);
      const offset = index.offsetAt(bucket);
      if (this.#writer.hasPending(segment)) await this.#writer.settle();
      const entry = await this.#volume.reader.putEntry(segment, offset, id);
      return entry.subarray(PUT_HEADER_SIZE);
    });
  }

  /** Stored sizes of objects; `undefined` for what is not there, or damaged. */
  objectSizes(ids: readonly Uint8Array[]): Promise<(number | undefined)[]> {
    return this.#shared(async () => {
      const { index } = await this.#log.current();
      await this.#settleIfActive();
      const sizes: (number | undefined)[] = [];
      for (const id of ids) {
        const bucket = index.find(id);
        const size =
          bucket < 0
            ? undefined
            : await this.#volume.reader.trySize(index.segmentAt(bucket), index.offsetAt(bucket), id);
        sizes.push(size === undefined ? undefined : size - PUT_HEADER_SIZE);
      }
      return sizes;
    });
  }

  getEntries(requests: readonly ObjectRequest[], options: GetEntriesOptions = {}): Promise<(Uint8Array | undefined)[]> {
    return this.#shared(async () => {
      const places: EntryPlace[] = [];
      const positions: number[] = [];
      const { index } = await this.#log.current();
      for (const [position, { id, csize }] of requests.entries()) {
        const bucket = index.find(id);
        if (bucket < 0) {
          if (options.missing === "undefined") continue;
          throw this.#notFound(id);
        }
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
    });
  }

  put(id: Uint8Array, data: Uint8Array): void | Promise<void> {
    if (data.length > MAX_DATA_SIZE) throw objectSizeError(data.length);
    return this.#put(id, PUT_HEADER_SIZE + data.length, () => this.#writer.put(id, data));
  }

  putEntry(id: Uint8Array, entry: Uint8Array): void | Promise<void> {
    assert(isPutEntryOf(entry, id), "the entry is a PUT of the id");
    return this.#put(id, entry.length, () => this.#writer.putEntry(id, entry));
  }

  delete(id: Uint8Array): Promise<void> {
    if (this.#queue.isIdle && this.#log.isReadyFor(id)) return this.#deleteNow(id);
    return this.#change(async () => this.#log.delete(id, await this.#log.currentSize(id)));
  }

  async list(limit: number = Infinity, marker?: Uint8Array): Promise<Uint8Array[]> {
    const packed = await this.listPacked(limit, marker);
    return Array.from({ length: packed.length / OBJECT_ID_SIZE }, (_, at) =>
      packed.slice(at * OBJECT_ID_SIZE, (at + 1) * OBJECT_ID_SIZE),
    );
  }

  /** As {@link list}, the ids one behind the other: a million of them as objects would take 200 MB. */
  listPacked(limit: number = Infinity, marker?: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    return this.#shared(async () => {
      const { index } = await this.#log.current();
      const after = marker === undefined ? -1 : index.find(marker);
      if (marker !== undefined && after < 0) throw this.#notFound(marker);
      const countMax = Math.max(0, Math.min(Math.ceil(limit), index.count));
      const ids = new Uint8Array(countMax * OBJECT_ID_SIZE);
      let size = 0;
      for (const bucket of size < ids.length ? index.buckets(after) : []) {
        index.idAt(bucket, ids, size);
        size += OBJECT_ID_SIZE;
        if (size === ids.length) break;
      }
      return ids.subarray(0, size);
    });
  }

  async scan(limit: number, marker?: Uint8Array): Promise<Uint8Array[]> {
    return (await this.scanObjects(limit, marker)).map(({ id }) => id);
  }

  scanObjects(limit: number, marker?: Uint8Array): Promise<ObjectRequest[]> {
    if (!(limit >= 1)) throw new RangeError("please use limit > 0 or limit = None");
    return this.#shared(async () => {
      const { index } = await this.#log.current();
      await this.#settleIfActive();
      let after: ScanStart | undefined;
      if (marker !== undefined) {
        const bucket = index.find(marker);
        if (bucket < 0) throw this.#notFound(marker);
        after = { segment: index.segmentAt(bucket), offset: index.offsetAt(bucket) };
      }
      return scanObjects(this.#volume, index, limit, after);
    });
  }

  /** See {@link scanLog}. */
  scanLog(options: ScanLogOptions, visit: Parameters<typeof scanLog>[2]): Promise<void> {
    return this.#shared(() => scanLog(this.#volume, options, visit));
  }

  /** Index and hints of the last transaction; not to be changed. */
  committedState(): Promise<TransactionState> {
    return this.#shared(() => this.#log.committedState());
  }

  closeSegment(): Promise<void> {
    return this.#exclusive(async () => {
      this.#writer.closeSegment();
      await this.#writer.settle();
    });
  }

  /** There is no connection to lose. */
  get wantsCommit(): boolean {
    return false;
  }

  commit(options: CommitOptions = {}): Promise<void> {
    return this.#exclusive(async () => {
      if (!this.#log.isActive) {
        await this.#throwDoom();
        // Nothing was written. Only a compaction makes sense then.
        if (options.compact !== true) return;
        await this.#log.begin();
      }
      try {
        await this.#log.commit(options);
      } catch (error) {
        if (this.#wasCreated && error instanceof InsufficientFreeSpaceError) await this.#removeStillborn();
        throw error;
      }
      this.#wasCreated = false;
    });
  }

  rollback(): Promise<void> {
    return this.#exclusive(() => this.#log.rollback());
  }

  /** The file `config`. Changes are durable after {@link saveConfig}, and count from the next opening on. */
  get config(): IniDocument {
    return this.#config.document;
  }

  saveConfig(): Promise<void> {
    return this.#exclusive(() => this.#saveConfig());
  }

  loadKey(): Promise<string | undefined> {
    return this.#shared(() => Promise.resolve(this.#config.key));
  }

  saveKey(text: string): Promise<void> {
    return this.#exclusive(async () => {
      this.#config.key = text;
      await this.#saveConfig({ isVital: true });
    });
  }

  getFreeNonce(): Promise<bigint | undefined> {
    return this.#shared(() => readNonce(this.#storage));
  }

  commitNonceReservation(nextUnreserved: bigint, startNonce: bigint | undefined): Promise<void> {
    return this.#exclusive(async () => {
      await assertReservable(this.#storage, nextUnreserved, startNonce);
      // Borg's `check --bypass-lock` reserves, too. It can store nothing, so it takes nothing from others.
      if (this.#lock === undefined) return;
      assert(await this.#lock.isExclusive(), "nonces are reserved under the exclusive lock");
      await writeNonce(this.#storage, nextUnreserved);
    });
  }

  check(options: CheckOptions): Promise<boolean> {
    const { repair = false, maxDurationSeconds = 0, verifier, signal } = options;
    assert(!(repair && maxDurationSeconds > 0), "a repair is never partial");
    return this.#exclusive(async () => {
      if (repair && this.#isAppendOnly) throw this.#appendOnlyError();
      assert(!this.#log.isActive, "no transaction is under way");
      if (repair) assert(await this.#lock?.isExclusive(), "a repair needs the exclusive lock");
      // What is checked is the disk, whatever we remember of it.
      this.#log.forget();
      try {
        return await checkRepository(
          {
            volume: this.#volume,
            writer: this.#writer,
            keeper: this.#keeper,
            config: this.#config,
            saveConfig: () => this.#saveConfig(),
            committed: () => this.#log.current(),
            releaseIndex: () => {
              // Without a lock, a replay has left nothing on disk.
              if (this.#lock !== undefined) this.#log.forget();
              return this.#lock !== undefined;
            },
          },
          { repair, maxDurationSeconds, verifier, signal },
        );
      } finally {
        this.#log.forget();
      }
    });
  }

  breakLock(): Promise<void> {
    return this.#breakLock();
  }

  destroy(): Promise<void> {
    return this.#exclusive(async () => {
      if (this.#isAppendOnly) throw this.#appendOnlyError();
      await this.#close();
      // Without its config it is no repository any more, however far the removal gets.
      await this.#storage.remove("config");
      await this.#storage.destroy();
    });
  }

  close(): Promise<void> {
    return this.#queue.exclusive(() => this.#close());
  }

  /** Has acted when it returns; the promise tells how it went. */
  async #deleteNow(id: Uint8Array): Promise<void> {
    await this.#log.delete(id, this.#log.currentSizeNow(id));
  }

  #put(id: Uint8Array, size: number, append: () => Appended): void | Promise<void> {
    if (this.#queue.isIdle && this.#log.isReadyFor(id)) {
      return this.#log.put(id, size, this.#log.currentSizeNow(id), append);
    }
    return this.#change(async () => this.#log.put(id, size, await this.#log.currentSize(id), append));
  }

  /** Acts in its turn, within a transaction. A failure that nobody may have looked at yet spoils the commit. */
  #change(action: () => Promise<void>): Promise<void> {
    return this.#exclusive(async () => {
      try {
        await this.#log.begin();
        await action();
      } catch (error) {
        if (!(error instanceof ObjectNotFound)) this.#log.doom(error);
        throw error;
      }
    });
  }

  /** What was asked for since the last commit could not even begin. */
  async #throwDoom(): Promise<void> {
    try {
      this.#log.assertNotDoomed();
    } finally {
      await this.#log.rollback();
    }
  }

  async #settleIfActive(): Promise<void> {
    if (this.#log.isActive) await this.#writer.settle();
  }

  /** What is not vital is let go where a repository that is only looked at cannot be written. */
  async #saveConfig(options: { readonly isVital?: boolean } = {}): Promise<void> {
    const warn = (message: string): void => logRepository(this.#volume.reporter, "warning", message);
    try {
      await this.#storage.replaceSecret("config", new TextEncoder().encode(this.#config.toString()), warn);
    } catch (error) {
      const code = errorCode(error);
      const isExpected = options.isVital !== true && this.#lock === undefined;
      if (!isExpected || (code !== "EACCES" && code !== "EPERM")) throw error;
      const path = `${this.location}/config`;
      warn(`Permission denied: Failed writing to '${path}'. This is expected when working on read-only repositories.`);
    }
  }

  async #removeStillborn(): Promise<void> {
    const message = "Not enough free space to initialize repository at this location.";
    logRepository(this.#volume.reporter, "error", message);
    await this.#close();
    await this.#storage.destroy();
  }

  async #close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const lock = this.#lock;
    try {
      await this.#keepIndex();
      await this.#log.rollback();
    } finally {
      this.#lock = undefined;
      await this.#storage.close();
      await lock?.release();
    }
  }

  async #keepIndex(): Promise<void> {
    if (this.#memory === undefined || this.#lock === undefined) return;
    const committed = await this.#log.giveAway();
    if (committed !== undefined) LAST_INDEX.keep(this.#memory, this.location, committed);
  }

  #exclusive<T>(action: () => Promise<T>): Promise<T> {
    return this.#queue.exclusive(() => {
      assert(!this.#isClosed, "the repository is open");
      return action();
    });
  }

  #shared<T>(action: () => Promise<T>): Promise<T> {
    assert(!this.#isClosed, "the repository is open");
    return this.#queue.shared(action);
  }

  #notFound(id: Uint8Array): ObjectNotFound {
    return new ObjectNotFound(toHex(id), this.location);
  }

  #appendOnlyError(): BorgError {
    return new RepositoryIsAppendOnly(this.location);
  }
}

function absolute(path: string): string {
  assert(isAbsolute(path), "the path of a repository is absolute");
  const clean = normalize(path);
  return clean.length > 1 && clean.endsWith("/") ? clean.slice(0, -1) : clean;
}

function lockContext(ctx: RepositoryContext): Omit<Parameters<typeof FileLock.acquire>[1], "exclusive"> {
  const { identity, clock, reporter, lockWaitSeconds } = ctx;
  return { identity, clock, reporter, lockWaitSeconds };
}

async function checkFolder(path: string): Promise<void> {
  try {
    if (!(await stat(path)).isDirectory()) throw new InvalidRepository(path);
  } catch (error) {
    if (isMissing(error)) throw new RepositoryDoesNotExist(path);
    throw StorageError.from(error, path);
  }
}

async function writeSkeleton(
  storage: Storage,
  options: CreateOptions & { readonly maxSegmentSize?: number },
  ctx: RepositoryContext,
): Promise<void> {
  const config = RepositoryConfig.create({
    id: ctx.randomBytes(32),
    append_only: options.appendOnly ?? false,
    storage_quota: options.storageQuota ?? 0,
    ...(options.maxSegmentSize === undefined ? {} : { max_segment_size: options.maxSegmentSize }),
  });
  const warn = (message: string): void => logRepository(ctx.reporter, "warning", message);
  await writeRepositorySkeleton(storage, config, warn);
}
