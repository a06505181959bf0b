import { assert, toHex } from "@coffer/format/bytes";
import { NotMyLock, ObjectNotFound, StorageQuotaExceeded } from "@coffer/format/errors";

import { COMMIT_ENTRY, formatFileSize, SEGMENT_MAGIC_SIZE } from "@coffer/format/segment";
import type { RepositoryConfig } from "@coffer/format/segment";
import { isNoSpace } from "../storage/index.ts";
import { CommittedState, upgradeLock } from "./committed-state.ts";
import type { Committed } from "./committed-state.ts";
import { compactSegments } from "./compaction.ts";
import { checkFreeSpace } from "./free-space.ts";
import type { LogKeeper } from "./log-keeper.ts";
import type { Appended, LogWriter } from "./log-writer.ts";
import type { RepositoryLock } from "./repository-lock.ts";
import type { CommitOptions } from "./repository.ts";
import type { TransactionState } from "./transaction-state.ts";
import { logRepository } from "./volume.ts";
import type { Volume } from "./volume.ts";

const DEFAULT_THRESHOLD = 0.1;
const COMMIT_SEGMENT_SIZE = SEGMENT_MAGIC_SIZE + COMMIT_ENTRY.length;

export interface TransactionLogOptions {
  readonly volume: Volume;
  readonly writer: LogWriter;
  readonly keeper: LogKeeper;
  readonly config: RepositoryConfig;
  readonly lock: RepositoryLock | undefined;
  readonly isAppendOnly: boolean;
  /** Bytes; 0: none. */
  readonly storageQuota: number;
  /** See `OpenOptions.tightIndex`. */
  readonly isIndexTight: boolean;
  /** See `OpenOptions.frugalIndex`. */
  readonly isIndexFrugal: boolean;
}

interface Transaction {
  readonly state: TransactionState;
  /** Transaction that this one builds on. */
  readonly base: number | undefined;
}

/** Begins, fills, commits and rolls back transactions. Calls must come in turn; those that return no promise act at once. */
export class TransactionLog {
  readonly #options: TransactionLogOptions;
  readonly #volume: Volume;
  readonly #writer: LogWriter;
  readonly #committed: CommittedState;
  #active: Transaction | undefined;
  /** Why nothing can be committed before a rollback. */
  #doom: { readonly error: unknown } | undefined;

  constructor(options: TransactionLogOptions) {
    this.#options = options;
    this.#volume = options.volume;
    this.#writer = options.writer;
    this.#committed = new CommittedState({
      volume: options.volume,
      lock: options.lock,
      isIndexTight: options.isIndexTight,
      isIndexFrugal: options.isIndexFrugal,
      writeIndex: (transaction, state) => this.#writeIndex(transaction, state),
    });
  }

  get isActive(): boolean {
    return this.#active !== undefined;
  }

  /** What readers see: the transaction under way, else the committed state. */
  async current(): Promise<Committed> {
    const active = this.#active;
    return active === undefined ? this.#committed.load() : { transaction: active.base, index: active.state.index };
  }

  /** Index and hints of the last transaction. */
  async committedState(): Promise<TransactionState> {
    return (await this.#committed.state()).state;
  }

  /** See {@link CommittedState.adopt}. */
  adopt(kept: Committed): void {
    this.#committed.adopt(kept);
  }

  /** The last transaction and its index, if the files of the repository hold the same; nothing is done with this log any more. */
  async giveAway(): Promise<Committed | undefined> {
    return this.isActive ? undefined : await this.#committed.giveAway();
  }

  /** What is on disk was changed behind our back. */
  forget(): void {
    assert(!this.isActive, "no transaction is under way");
    this.#committed.forget();
  }

  /**
   * Begins a transaction unless one is under way: takes the exclusive lock and removes what is behind the last COMMIT.
   * @throws {CheckNeeded} If the log has segments but no COMMIT. @throws {LockTimeout}
   */
  async begin(): Promise<void> {
    if (this.#active !== undefined) return;
    const { lock } = this.#options;
    assert(lock !== undefined, "a repository that is opened without lock is not written");
    if (await upgradeLock(this.#volume, lock)) this.#committed.forget();
    const { transaction, state } = await this.#committed.state();
    this.#writer.begin(await this.#options.keeper.clearAfter(transaction));
    this.#committed.forget();
    this.#active = { state, base: transaction };
    this.#logQuota(state);
  }

  /** Whether {@link put} and {@link delete} of `id` can act at once. */
  isReadyFor(id: Uint8Array): boolean {
    if (this.#active === undefined) return false;
    const { index } = this.#active.state;
    const bucket = index.find(id);
    return bucket < 0 || (this.#volume.reader.canReadNow && !this.#writer.hasPending(index.segmentAt(bucket)));
  }

  /** Size of the entry that `id` has now, or `undefined` if it has none. @throws {IntegrityError} If its header is damaged. */
  currentSizeNow(id: Uint8Array): number | undefined {
    const { index } = this.#transaction.state;
    const bucket = index.find(id);
    return bucket < 0 ? undefined : this.#volume.reader.putSizeNow(index.segmentAt(bucket), index.offsetAt(bucket), id);
  }

  /** As {@link currentSizeNow}, when {@link isReadyFor} is false. */
  async currentSize(id: Uint8Array): Promise<number | undefined> {
    const { index } = this.#transaction.state;
    const bucket = index.find(id);
    if (bucket < 0) return undefined;
    const segment = index.segmentAt(bucket);
    const offset = index.offsetAt(bucket);
    if (this.#writer.hasPending(segment)) await this.#writer.settle();
    return this.#volume.reader.putSize(segment, offset, id);
  }

  /**
   * Stores an entry of `size` bytes that `append` writes, behind a DELETE if the id has one (of `currentSize` bytes).
   * @returns A promise if the caller must wait before reusing its buffer.
   * @throws {StorageQuotaExceeded} The transaction is doomed.
   */
  put(id: Uint8Array, size: number, currentSize: number | undefined, append: () => Appended): void | Promise<void> {
    const { state } = this.#transaction;
    if (currentSize !== undefined) this.#supersede(id, currentSize);
    const { segment, offset, written } = append();
    state.recordPut(id, segment, offset, size);
    const { storageQuota } = this.#options;
    if (storageQuota > 0 && state.storageQuotaUse > storageQuota) {
      // nobody will wait for it, and it rejects if the transaction is given up first
      written?.catch(() => {});
      this.#exceedQuota(storageQuota, state.storageQuotaUse);
    }
    return written;
  }

  /** @throws {ObjectNotFound} */
  delete(id: Uint8Array, currentSize: number | undefined): void | Promise<void> {
    const { state } = this.#transaction;
    if (currentSize === undefined) throw new ObjectNotFound(toHex(id), this.#volume.storage.location);
    this.#supersede(id, currentSize);
    state.index.delete(id);
    return this.#writer.pressure();
  }

  /**
   * Makes the transaction durable, compacts if asked to, and writes index and hints.
   *
   * Whatever it throws, no transaction is under way afterwards, and the log is either as before or (if only compaction or
   * index failed) has the transaction committed.
   *
   * @throws {InsufficientFreeSpaceError} @throws {StorageQuotaExceeded} @throws {StorageError} @throws {NotMyLock}
   */
  async commit(options: CommitOptions): Promise<void> {
    const { state, base } = this.#transaction;
    try {
      this.assertNotDoomed();
      await this.#writer.settle();
      await checkFreeSpace(this.#volume, state, this.#options.config, this.#options.isAppendOnly);
      await this.#assertLocked();
      this.#logQuota(state);
      const committed = await this.#commitLog(state);
      const compacted = await this.#compact(state, base, options);
      const stamp = await this.#writeIndex(compacted ?? committed, state);
      await this.#options.keeper.committed(compacted ?? committed);
      this.#active = undefined;
      if (!this.#options.isIndexFrugal) {
        this.#committed.set({ transaction: compacted ?? committed, index: state.index, stamp });
      }
    } catch (error) {
      await this.rollback(error);
      throw error;
    }
  }

  /** Makes sure that nothing is committed: a change was asked for and failed, and its caller may not have looked. */
  doom(error: unknown): void {
    this.#doom ??= { error };
  }

  /** @throws What {@link doom} was told first. */
  assertNotDoomed(): void {
    if (this.#doom !== undefined) throw this.#doom.error;
  }

  /** Forgets the transaction and removes its segments, the newest first. @param cause Why, if it is not wanted. */
  async rollback(cause?: unknown): Promise<void> {
    this.#doom = undefined;
    if (this.#active === undefined) return;
    this.#active = undefined;
    this.#committed.forget();
    const failure = cause ?? this.#writer.failure;
    const uncommitted = await this.#writer.abort();
    // Without the lock the segments of these numbers may be another's by now.
    if (uncommitted.length === 0 || !(await this.#options.lock?.isExclusive())) return;
    if (isNoSpace(failure)) {
      const message = "No space left on device, cleaning up partial transaction to free space.";
      logRepository(this.#volume.reporter, "warning", message);
    }
    await this.#options.keeper.discard(uncommitted.toReversed());
  }

  get #transaction(): Transaction {
    assert(this.#active !== undefined, "a transaction is under way");
    return this.#active;
  }

  #supersede(id: Uint8Array, size: number): void {
    const { state } = this.#transaction;
    const bucket = state.index.find(id);
    const segment = state.index.segmentAt(bucket);
    const deletedIn = this.#writer.delete(id);
    state.recordSuperseded(id, segment, size);
    state.recordDelete(deletedIn);
  }

  #exceedQuota(quota: number, use: number): never {
    const error = new StorageQuotaExceeded(formatFileSize(quota), formatFileSize(use));
    this.doom(error);
    throw error;
  }

  async #commitLog(state: TransactionState): Promise<number> {
    const segment = this.#writer.commit({ intermediate: false });
    await this.#writer.settle();
    state.recordCommit(segment);
    return segment;
  }

  async #compact(
    state: TransactionState,
    base: number | undefined,
    options: CommitOptions,
  ): Promise<number | undefined> {
    if (options.compact !== true || this.#options.isAppendOnly) return undefined;
    if (options.cleanupCommits === true) await this.#markCommitSegments(state);
    return compactSegments(this.#volume, this.#writer, state, {
      threshold: options.threshold ?? DEFAULT_THRESHOLD,
      indexTransaction: base,
    });
  }

  /** Old versions of Borg left many segments that hold a COMMIT and nothing else, unknown to the hints. */
  async #markCommitSegments(state: TransactionState): Promise<void> {
    for await (const segment of this.#volume.segments.ascending()) {
      if ((await this.#volume.segments.size(segment)) !== COMMIT_SEGMENT_SIZE) continue;
      state.segments.set(segment, 0);
      state.compact.set(segment, COMMIT_ENTRY.length);
    }
  }

  /** @returns The stamp of the index. */
  async #writeIndex(transaction: number, state: TransactionState): Promise<string> {
    if (this.#options.isAppendOnly) {
      const line = `transaction ${transaction}, UTC time ${isoTime(this.#volume.clock.nowMicros())}\n`;
      await this.#volume.storage.appendText("transactions", line);
    }
    return await this.#volume.indexFiles.write(transaction, state);
  }

  async #assertLocked(): Promise<void> {
    if (await this.#options.lock?.isExclusive()) return;
    throw new NotMyLock(`${this.#volume.storage.location}/lock.exclusive`);
  }

  #logQuota(state: TransactionState): void {
    const { storageQuota } = this.#options;
    if (storageQuota === 0) return;
    const message = `Storage quota: ${formatFileSize(state.storageQuotaUse)} out of ${formatFileSize(storageQuota)} used.`;
    logRepository(this.#volume.reporter, "info", message);
  }
}

/** `2026-11-22T14:30:59.601343` */
function isoTime(micros: bigint): string {
  const seconds = new Date(Number(micros / 1000n)).toISOString().slice(0, 19);
  return `${seconds}.${String(micros % 1_000_000n).padStart(6, "0")}`;
}
