import type { ChunkerParams } from "@coffer/format/chunker";
import type { CompressionSpec } from "@coffer/format/compression";
import type { Cache } from "../../cache/index.ts";
import type { CheckpointSchedule } from "../checkpoint/index.ts";
import type { Activity } from "../../context/index.ts";
import { OSError, platform } from "../../platform/index.ts";
import type { Session } from "../../session/index.ts";
import { OrderedQueue } from "../../threads/index.ts";
import type { FilesChanged, PipelinePool } from "../jobs/index.ts";
import { dropReference } from "./content-chunks.ts";
import { startCreatePool } from "./create-pool.ts";
import type { Decided } from "./dedup-stage.ts";
import { DedupStage } from "./dedup-stage.ts";
import { pipelineBounds } from "./limits.ts";
import { fixedRanges } from "./piece-ranges.ts";
import type { PieceRange } from "./piece-ranges.ts";
import { ReadStage } from "./read-stage.ts";
import { Sealer } from "./sealer.ts";
import type { PipelineEntry, Unit } from "./unit.ts";
import { WriteStage } from "./write-stage.ts";

export interface PipelineOptions {
  readonly session: Session;
  readonly cache: Cache;
  /** As `startCreatePool` makes it; the caller closes it. Default: one of the pipeline's own. */
  readonly pool?: PipelinePool;
  /** What the session's compressor was made from. */
  readonly compression: CompressionSpec;
  readonly chunker: ChunkerParams;
  readonly filesChanged: FilesChanged;
  /** Files with holes are cut at them (fixed chunker only). */
  readonly sparse: boolean;
  /** Ends the pipeline with an error, in the middle of a large file too. */
  readonly signal?: AbortSignal | undefined;
  /** Writes the item stream as far as it is complete. */
  readonly flushItems: () => Promise<void>;
  readonly checkpoints?: PipelineCheckpoints | undefined;
}

export interface PipelineCheckpoints {
  readonly schedule: CheckpointSchedule;
  /** Commits what is complete, with an archive that holds it. All objects that the items refer to are written then. */
  readonly save: () => Promise<void>;
}

/**
 * From entries to the log, as docs/decisions/0070 draws it: add entries in order, then finish.
 *
 * The cache's transaction has begun. The repository holds all contents when {@link finish} has resolved; nothing is
 * durable before its commit. After an error the pipeline is of no use but to be closed, and the transaction must be
 * abandoned.
 */
export class Pipeline {
  readonly #pool: PipelinePool;
  readonly #ownsPool: boolean;
  readonly #read: ReadStage;
  readonly #write: WriteStage;
  readonly #units: OrderedQueue<Unit>;
  readonly #activity: Activity;
  readonly #running: Promise<void>;
  readonly #checkpoints: PipelineCheckpoints | undefined;
  #error: Error | undefined;

  private constructor(pool: PipelinePool, options: PipelineOptions) {
    const { session, cache, chunker } = options;
    const units = new OrderedQueue<Unit>();
    const decided = new OrderedQueue<Decided>();
    const { pieceBytes } = pipelineBounds(chunker, session.compressor);
    const ranges = rangesFor(chunker, options.sparse);
    this.#pool = pool;
    this.#ownsPool = options.pool === undefined;
    this.#units = units;
    const { filesChanged, signal, checkpoints } = options;
    this.#checkpoints = checkpoints;
    this.#read = new ReadStage({ pool, units, pieceBytes, filesChanged, noatime: true, ranges, signal });
    this.#activity = session.ctx.activity;
    this.#activity.begin(() => this.#read.activity);
    const { key, nonces, compressor } = session;
    const sealer = new Sealer({ pool, output: pool.output, key, nonces, compressor });
    const dedup = new DedupStage({
      units,
      decided,
      chunks: cache.chunks,
      sealer,
      checkpoints: checkpoints?.schedule,
      readAgain: (entry) => this.#read.readAgain(entry),
    });
    this.#write = new WriteStage({
      decided,
      repository: session.repository,
      chunks: cache.chunks,
      output: pool.output,
      dropReference: (id) => dropReference(cache, session.repository, id),
      flushItems: options.flushItems,
      saveCheckpoint: () => this.#saveCheckpoint(),
    });
    const fail = (error: unknown): void => {
      this.#error ??= error as Error;
      units.fail(this.#error);
      decided.fail(this.#error);
    };
    const stages = [dedup.run(), this.#write.run()].map((stage) => stage.catch(fail));
    this.#running = Promise.all(stages).then(() => undefined);
  }

  static start(options: PipelineOptions): Pipeline {
    const { session, chunker, compression } = options;
    const pool = options.pool ?? startCreatePool(session.ctx.threads, chunker, session.compressor);
    pool.pool.configure("setup", { secrets: session.key.secrets, compression, chunker });
    return new Pipeline(pool, options);
  }

  /**
   * Takes the next entry; waits while the bytes in flight are at their bound. The promise, if any, must be awaited before the
   * next call.
   * @throws What any stage met: trouble with the repository, or a defect.
   */
  add(entry: PipelineEntry): void | Promise<void> {
    if (this.#error !== undefined) throw this.#error;
    const added = this.#read.add(entry);
    return added === undefined ? undefined : this.#orFailure(added);
  }

  /**
   * Makes a checkpoint if it is time for one. The promise, if any, must be awaited before the next {@link add}.
   * @throws As {@link add}.
   */
  checkpoint(): void | Promise<void> {
    if (this.#checkpoints?.schedule.isDue !== true) return;
    return this.settle().then(() => this.#saveCheckpoint());
  }

  /** Waits until every entry so far is complete; others may come. @throws As {@link add}. */
  settle(): Promise<void> {
    return this.#orFailure(this.#read.drain());
  }

  /** Waits until every entry is complete. @throws As {@link add}. */
  async finish(): Promise<void> {
    await this.#orFailure(this.#read.flush());
    this.#units.end();
    await this.#running;
    if (this.#error !== undefined) throw this.#error;
  }

  async close(): Promise<void> {
    this.#activity.end();
    if (this.#ownsPool) await this.#pool.close();
  }

  async #saveCheckpoint(): Promise<void> {
    await this.#checkpoints?.schedule.make(this.#checkpoints.save);
  }

  /** A stage that failed frees no more memory: whoever waits for some must hear of it. */
  async #orFailure(waiting: Promise<void>): Promise<void> {
    waiting.catch(() => undefined);
    await Promise.race([waiting, this.#running]);
    if (this.#error !== undefined) throw this.#error;
    await waiting;
  }
}

function rangesFor(chunker: ChunkerParams, sparse: boolean): ((fd: number) => Iterable<PieceRange>) | undefined {
  if (chunker.algorithm !== "fixed" || (!sparse && chunker.headerSize === 0)) return undefined;
  const { headerSize } = chunker;
  return (fd) => fixedRanges(headerSize, sparse && fd >= 0 ? dataMap(fd, headerSize) : undefined);
}

/** `undefined` where the file system cannot tell. */
function dataMap(fd: number, start: number): { position: number; length: number; isData: boolean }[] | undefined {
  try {
    return platform()
      .dataRanges(fd, start)
      .map(({ offset, length, isData }) => ({ position: offset, length, isData }));
  } catch (error) {
    if (error instanceof OSError) return undefined;
    throw error;
  }
}
