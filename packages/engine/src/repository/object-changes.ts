import { assert } from "@coffer/format/bytes";
import { ObjectNotFound } from "@coffer/format/errors";
import { isPutEntryOf, MAX_DATA_SIZE, objectSizeError, PUT_HEADER_SIZE } from "@coffer/format/segment";
import type { Appended, LogWriter } from "./log-writer.ts";
import type { OperationQueue } from "./operation-queue.ts";
import type { CommitOptions } from "./repository.ts";
import type { TransactionLog } from "./transaction-log.ts";

/** Stores, deletes and commits in the order of the calls; acts at once where nothing is in the way. */
export class ObjectChanges {
  readonly #queue: OperationQueue;
  readonly #writer: LogWriter;
  readonly #log: TransactionLog;

  constructor(queue: OperationQueue, writer: LogWriter, log: TransactionLog) {
    this.#queue = queue;
    this.#writer = writer;
    this.#log = log;
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

  closeSegment(): Promise<void> {
    return this.#queue.exclusive(async () => {
      this.#writer.closeSegment();
      await this.#writer.settle();
    });
  }

  /**
   * To be called in its turn.
   *
   * @returns Whether there was anything to commit.
   * @throws What the transaction throws, and what calls since the last commit have failed with.
   */
  async commit(options: CommitOptions): Promise<boolean> {
    if (!this.#log.isActive) {
      await this.#throwDoom();
      // Nothing was written. Only a compaction makes sense then.
      if (options.compact !== true) return false;
      await this.#log.begin();
    }
    await this.#log.commit(options);
    return true;
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
    return this.#queue.exclusive(async () => {
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
}
