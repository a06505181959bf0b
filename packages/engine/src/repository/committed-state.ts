import { CheckNeeded, IntegrityError, NotMyLock } from "@coffer/format/errors";
import { RepositoryIndex } from "@coffer/format/hashindex";
import type { Hints } from "@coffer/format/segment";
import { StorageError } from "../storage/index.ts";
import { collectOldGarbage } from "../threads/index.ts";
import { lastCommittedSegment } from "./committed-segments.ts";
import type { RepositoryLock } from "./repository-lock.ts";
import { rebuildSparse } from "./rebuild-sparse.ts";
import { replaySegments } from "./replay.ts";
import { TransactionState } from "./transaction-state.ts";
import { logRepository } from "./volume.ts";
import type { Volume } from "./volume.ts";

/** Each attempt either succeeds, or takes a lock, or finds a file unusable that the next one does without. */
const ATTEMPTS_MAX = 8;

/** Objects from which on it is worth the time to save memory. */
const TIGHTEN_FROM = 100_000;

/** The last transaction of the log, `undefined` in a new repository, and the index that belongs to it. */
export interface Committed {
  readonly transaction: number | undefined;
  readonly index: RepositoryIndex;
  /** What the files of the index are known by, if it is what they hold; see `IndexFiles.indexStamp`. */
  readonly stamp?: string | undefined;
  /** A later transaction that was committed, as its index shows, and whose COMMIT is not there: what it changed is lost. */
  readonly lost?: number;
}

export interface CommittedStateOptions {
  readonly volume: Volume;
  /** `undefined`: the repository is only looked at, and nothing in it is changed. */
  readonly lock: RepositoryLock | undefined;
  /** The index is looked into and not changed: it is held in as little memory as will do. */
  readonly isIndexTight: boolean;
  /** See `OpenOptions.frugalIndex`. */
  readonly isIndexFrugal: boolean;
  /** Writes index and hints that a replay has made. */
  writeIndex(transaction: number, state: TransactionState): Promise<unknown>;
}

/**
 * Finds out what was committed last. Where index or hints on disk are older, missing or damaged, the log is replayed and they
 * are written anew, under the exclusive lock.
 *
 * @see docs/formats/repository.md, "Opening".
 */
export class CommittedState {
  readonly #options: CommittedStateOptions;
  #loading: Promise<Committed> | undefined;
  #kept: Committed | undefined;
  /** The files on disk are not to be used. */
  #isIndexUnusable = false;

  constructor(options: CommittedStateOptions) {
    this.#options = options;
  }

  /** @throws {CheckNeeded} @throws {IntegrityError} If a replay meets a damaged segment. */
  load(): Promise<Committed> {
    this.#loading ??= this.#load().catch((error: unknown) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }

  /** The next {@link load} looks at the disk again. */
  forget(): void {
    this.#loading = undefined;
    this.#kept = undefined;
    this.#isIndexUnusable = false;
  }

  /** Takes what {@link giveAway} gave in an earlier command of the run, to be used where the files still hold the same. */
  adopt(kept: Committed): void {
    this.#kept = kept;
  }

  /** What was loaded, if the files of the repository are known to hold the same; this state is not to be used any more. */
  async giveAway(): Promise<Committed | undefined> {
    const { isIndexTight, isIndexFrugal } = this.#options;
    if (isIndexTight || isIndexFrugal) return undefined;
    const committed = await this.#loading;
    return committed?.stamp === undefined || committed.lost !== undefined ? undefined : committed;
  }

  /** `committed` is what a look at the disk would find. */
  set(committed: Committed): void {
    this.#loading = Promise.resolve(committed);
  }

  /** Index and hints of the last transaction, for one that builds on them. */
  async state(): Promise<{ transaction: number | undefined; state: TransactionState }> {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      const { transaction, index } = await this.load();
      if (transaction === undefined) return { transaction, state: new TransactionState(index) };
      const hints = await this.#tryReadHints(transaction);
      if (hints !== undefined) return { transaction, state: await this.#stateOf(index, hints, transaction) };
      this.#loading = undefined;
    }
    throw new CheckNeeded(this.#options.volume.storage.location);
  }

  async #load(): Promise<Committed> {
    const { indexFiles, storage } = this.#options.volume;
    let lost: number | undefined;
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      const indexed = this.#isIndexUnusable ? undefined : await indexFiles.latestTransaction();
      const logged = await lastCommittedSegment(this.#options.volume);
      if (logged === undefined) {
        if (indexed === undefined) return { transaction: undefined, index: new RepositoryIndex() };
        throw new CheckNeeded(`${storage.location}" - although likely this is "beyond repair`);
      }
      if (indexed !== undefined && indexed > logged && (await this.#wasCommitted(indexed))) lost = indexed;
      const committed = indexed === logged ? await this.#tryIndexed(logged) : await this.#replay(indexed, logged);
      if (committed === undefined) continue;
      if (lost !== undefined) logRepository(this.#options.volume.reporter, "warning", lossMessage(lost, logged));
      this.#tighten(committed.index);
      return { transaction: logged, ...committed, ...(lost === undefined ? {} : { lost }) };
    }
    throw new CheckNeeded(storage.location);
  }

  /** Whether there was such a transaction. Hints come before an index: one that has neither them nor a segment is a stray file. */
  async #wasCommitted(transaction: number): Promise<boolean> {
    const { indexFiles, segments } = this.#options.volume;
    return (await segments.exists(transaction)) || (await indexFiles.hasHints(transaction));
  }

  #tighten(index: RepositoryIndex): void {
    if (!this.#options.isIndexTight || index.count < TIGHTEN_FROM) return;
    index.compact();
    collectOldGarbage();
  }

  /** The index of the files, from memory if it is the same. */
  async #tryIndexed(transaction: number): Promise<Pick<Committed, "index" | "stamp"> | undefined> {
    const stamp = await this.#tryReadStamp(transaction);
    const kept = this.#kept;
    this.#kept = undefined;
    if (kept?.transaction === transaction && kept.stamp === stamp) return { index: kept.index, stamp };
    const index = await this.#tryReadIndex(transaction);
    return index === undefined ? undefined : { index, stamp };
  }

  /** Whether the record can be used is found out when the index is read. */
  async #tryReadStamp(transaction: number): Promise<string | undefined> {
    try {
      return await this.#options.volume.indexFiles.indexStamp(transaction);
    } catch {
      return undefined;
    }
  }

  /** @returns `undefined` if the world has to be looked at again. */
  async #replay(indexed: number | undefined, logged: number): Promise<Pick<Committed, "index"> | undefined> {
    const { volume, lock } = this.#options;
    if (lock !== undefined && (await upgradeLock(volume, lock))) return undefined;
    const since = indexed !== undefined && indexed < logged ? indexed : undefined;
    const state = await this.#replayStart(since);
    if (state === undefined) return undefined;
    await replaySegments(volume, state, since, logged);
    if (lock !== undefined) {
      await this.#options.writeIndex(logged, state);
      this.#isIndexUnusable = false;
    }
    return state;
  }

  async #replayStart(since: number | undefined): Promise<TransactionState | undefined> {
    if (since === undefined) return TransactionState.empty();
    const index = await this.#tryReadIndex(since);
    const hints = index === undefined ? undefined : await this.#tryReadHints(since);
    return index === undefined || hints === undefined ? undefined : this.#stateOf(index, hints, since);
  }

  async #stateOf(index: RepositoryIndex, hints: Hints, transaction: number): Promise<TransactionState> {
    const state = new TransactionState(index, hints);
    if (hints.version === 1) await rebuildSparse(this.#options.volume, state);
    // those were never committed
    state.shadowIndex.dropAfter(transaction);
    return state;
  }

  async #tryReadIndex(transaction: number): Promise<RepositoryIndex | undefined> {
    const { isIndexFrugal, volume } = this.#options;
    const { indexFiles } = volume;
    try {
      return await (isIndexFrugal ? indexFiles.readFrugalIndex(transaction) : indexFiles.readIndex(transaction));
    } catch (error) {
      this.#warnIfUnusable(error, "Repository index missing or corrupted, trying to recover from");
      if (await this.#mayChange()) await indexFiles.removeIndex(transaction);
      return undefined;
    }
  }

  async #tryReadHints(transaction: number): Promise<Hints | undefined> {
    const { indexFiles } = this.#options.volume;
    try {
      return await indexFiles.readHints(transaction);
    } catch (error) {
      this.#warnIfUnusable(error, "Repository hints file missing or corrupted, trying to recover");
      if (await this.#mayChange()) {
        await indexFiles.removeHints(transaction);
        await indexFiles.removeIndex(transaction);
      }
      return undefined;
    }
  }

  #warnIfUnusable(error: unknown, message: string): void {
    const isDamage = error instanceof IntegrityError;
    const isUnreadable = error instanceof StorageError && ["ENOENT", "EIO"].includes(error.code);
    if (!isDamage && !isUnreadable) throw error;
    logRepository(this.#options.volume.reporter, "warning", `${message}: ${(error as Error).message}`);
    this.#isIndexUnusable = true;
  }

  async #mayChange(): Promise<boolean> {
    return (await this.#options.lock?.isExclusive()) ?? false;
  }
}

function lossMessage(lost: number, logged: number): string {
  return `Transaction ${lost} has an index, but no valid COMMIT: segment ${lost} is damaged. Going back to transaction ${logged}.`;
}

/**
 * Makes sure that the lock is exclusive.
 *
 * @returns Whether it was not before: then others may have changed the repository meanwhile.
 * @throws {LockTimeout} @throws {NotMyLock} If somebody broke our lock.
 */
export async function upgradeLock(volume: Volume, lock: RepositoryLock): Promise<boolean> {
  if (await lock.isExclusive()) return false;
  await lock.upgrade();
  if (!(await lock.isExclusive())) throw new NotMyLock(`${volume.storage.location}/lock.exclusive`);
  return true;
}
