import assert from "node:assert/strict";
import { IntegrityError, ObjectNotFound } from "@coffer/format/errors";
import { readArchiveRecord, ReferenceScanner } from "../cache/index.ts";
import type { Cache } from "../cache/index.ts";
import { PercentSteps } from "../session/index.ts";
import type { Session } from "../session/index.ts";

/** Deletions under way at once. */
const PENDING_MAX = 1000;

/** Sums of dropped references as negative bytes; Borg's names. */
export interface DeletedSizes {
  original_size: number;
  compressed_size: number;
  /** Of chunks that nothing refers to any more. */
  deduplicated_size: number;
}

export function emptyDeletedSizes(): DeletedSizes {
  return { original_size: 0, compressed_size: 0, deduplicated_size: 0 };
}

export interface DropOptions {
  /** Sums to add to. */
  readonly deleted: DeletedSizes;
  /** Go on where the archive is damaged. */
  readonly forced: boolean;
  readonly considerPartFiles: boolean;
  /** Tell the progress. */
  readonly tellsProgress: boolean;
}

/**
 * Drops all references of an archive, deletes chunks that have none left, and takes it off the manifest. The caller writes
 * the manifest and commits.
 *
 * @param name Must be in the manifest.
 * @throws {ObjectNotFound | IntegrityError} If the archive is damaged, unless `forced`; the transaction must be abandoned.
 * @throws {ChunksIndexError} If the chunk index does not fit the repository; likewise.
 */
export async function dropArchive(session: Session, cache: Cache, name: string, options: DropOptions): Promise<void> {
  const entry = session.manifest.archives.get(name);
  assert(entry !== undefined);
  await cache.begin();
  const drop = new ArchiveDrop(session, cache, options);
  await drop.run(entry.id);
  session.manifest.archives.delete(name);
}

class ArchiveDrop {
  readonly #session: Session;
  readonly #cache: Cache;
  readonly #options: DropOptions;
  #pending: Promise<void>[] = [];
  #isDamaged = false;

  constructor(session: Session, cache: Cache, options: DropOptions) {
    this.#session = session;
    this.#cache = cache;
    this.#options = options;
  }

  async run(archiveId: Uint8Array): Promise<void> {
    const { record } = await readArchiveRecord(this.#session, archiveId);
    await this.#dropItems(record.items);
    this.#drop(archiveId, false);
    await this.#settle();
    if (!this.#isDamaged) return;
    for (const message of [
      "forced deletion succeeded, but the deleted archive was corrupted.",
      "borg check --repair is required to free all space.",
    ]) {
      this.#session.ctx.reporter.log({ level: "warning", message, name: "borg.archive" });
    }
  }

  async #dropItems(ids: readonly Uint8Array[]): Promise<void> {
    const scanner = new ReferenceScanner((id, _size, _csize, isPart) =>
      this.#drop(id, isPart && !this.#options.considerPartFiles),
    );
    const progress = this.#options.tellsProgress
      ? new PercentSteps(this.#session.ctx.reporter, "archive.delete", ids.length)
      : undefined;
    try {
      for await (const { id, plaintext } of this.#session.readObjects(ids.map((id) => ({ id })))) {
        progress?.step();
        this.#drop(id, false);
        this.#tolerate(() => scanner.feed(plaintext));
        if (this.#pending.length >= PENDING_MAX) await this.#settle();
      }
      this.#tolerate(() => scanner.finish());
    } catch (error) {
      if (!this.#options.forced || !(error instanceof ObjectNotFound)) throw error;
      this.#isDamaged = true;
    }
    progress?.finish();
  }

  /** Runs `work` on an item stream that may be damaged. */
  #tolerate(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!this.#options.forced || !(error instanceof IntegrityError)) throw error;
      this.#isDamaged = true;
    }
  }

  #drop(id: Uint8Array, isPart: boolean): void {
    const { refcount, size, csize } = this.#cache.decrement(id);
    const { deleted } = this.#options;
    if (!isPart) {
      deleted.original_size -= size;
      deleted.compressed_size -= csize;
      if (refcount === 0) deleted.deduplicated_size -= csize;
    }
    if (refcount > 0) return;
    const deletion = this.#session.repository.delete(id.slice());
    // Awaited by #settle; until then an error is not an unhandled one.
    deletion.catch(() => undefined);
    this.#pending.push(deletion);
  }

  async #settle(): Promise<void> {
    const pending = this.#pending;
    this.#pending = [];
    for (const deletion of pending) {
      try {
        await deletion;
      } catch (error) {
        if (!this.#options.forced || !(error instanceof ObjectNotFound)) throw error;
        this.#isDamaged = true;
      }
    }
  }
}
