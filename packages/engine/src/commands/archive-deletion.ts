import { BorgError } from "@coffer/format/errors";
import { CheckpointSchedule, commitChanges } from "../archive/index.ts";
import type { Cache } from "../cache/index.ts";
import type { Session } from "../session/index.ts";
import type { ArchiveEntry } from "./archive-selection.ts";
import { dropArchive, emptyDeletedSizes } from "./drop-archive.ts";
import type { DeletedSizes } from "./drop-archive.ts";

/** Seconds of work between commits. */
const CHECKPOINT_INTERVAL = 1800;

/** What the callers of `delete` and of `prune` may say of how archives are deleted. */
export interface DeletionSettings {
  /** Count part files as files. */
  readonly considerPartFiles?: boolean | undefined;
  /** Seconds; default 1800; 0: never before the end. */
  readonly checkpointInterval?: number | undefined;
  /** Looked at after each archive: before a gentle stop, what was done is committed; the command ends with an error. */
  readonly signal?: AbortSignal | undefined;
}

export interface ArchiveDeletionOptions extends DeletionSettings {
  /** Go on where an archive is damaged. */
  readonly forced: boolean;
  /** Tell the progress within each archive. */
  readonly tellsProgress: boolean;
}

/**
 * Deletes one archive after the other, with a commit after each checkpoint interval: repository first, cache then.
 *
 * The caller ends with {@link finish}; without it, what came after the last commit is not durable.
 */
export class ArchiveDeletion {
  /** What was freed so far, as negative bytes. */
  readonly deleted: DeletedSizes = emptyDeletedSizes();
  readonly #session: Session;
  readonly #cache: Cache;
  readonly #options: ArchiveDeletionOptions;
  readonly #checkpoints: CheckpointSchedule;
  #uncommitted = 0;

  constructor(session: Session, cache: Cache, options: ArchiveDeletionOptions) {
    this.#session = session;
    this.#cache = cache;
    this.#options = options;
    const { checkpointInterval: intervalSeconds = CHECKPOINT_INTERVAL, signal } = options;
    this.#checkpoints = new CheckpointSchedule(session.ctx, { intervalSeconds, signal });
  }

  /** True once the user wants the command to stop: no further archive is to be deleted. */
  get isInterrupted(): boolean {
    return this.#options.signal?.aborted === true;
  }

  /**
   * Deletes an archive of the manifest.
   * @throws The errors of `dropArchive`; archives since the last commit are still there then.
   */
  async drop(archive: ArchiveEntry): Promise<void> {
    const { forced, considerPartFiles = false, tellsProgress } = this.#options;
    await dropArchive(this.#session, this.#cache, archive.name, {
      deleted: this.deleted,
      forced,
      considerPartFiles,
      tellsProgress,
    });
    this.#uncommitted += 1;
    if (this.#checkpoints.isDue) await this.#checkpoints.make(() => this.#commit());
  }

  /**
   * Commits what is left to commit.
   * @throws {BorgError} If the signal asked for an early end; if gently, what was done is durable.
   */
  async finish(): Promise<void> {
    if (this.#options.signal?.aborted !== true) {
      await this.#commit();
      return;
    }
    if (this.#checkpoints.isDue) await this.#checkpoints.make(() => this.#commit());
    throw new BorgError("Error: Got Ctrl-C / SIGINT.");
  }

  async #commit(): Promise<void> {
    if (this.#uncommitted === 0) return;
    await commitChanges(this.#session, this.#cache);
    this.#uncommitted = 0;
  }
}
