import type { CompressionSpec } from "@coffer/format/compression";
import type { Cache } from "../../cache/index.ts";
import type { CheckpointSchedule } from "../checkpoint/index.ts";
import type { Activity } from "../../context/index.ts";
import type { Session } from "../../session/index.ts";
import { OrderedQueue } from "../../threads/index.ts";
import type { PipelinePool } from "../jobs/index.ts";
import { dropReference } from "./content-chunks.ts";
import { startCreatePool } from "./create-pool.ts";
import type { Decided } from "./dedup-stage.ts";
import { DedupStage } from "./dedup-stage.ts";
import type { ReadLane } from "./read-lane.ts";
import type { ReadStage } from "./read-stage.ts";
import { startReading } from "./start-reading.ts";
import type { ReadingRules } from "./start-reading.ts";
import { Sealer } from "./sealer.ts";
import type { PipelineEntry } from "./unit.ts";
import { WriteStage } from "./write-stage.ts";

export interface PipelineOptions extends ReadingRules {
  readonly session: Session;
  readonly cache: Cache;
  /** As `startCreatePool` makes it; the caller closes it. Default: one of the pipeline's own. */
  readonly pool?: PipelinePool | undefined;
  /** Reading that others take part in, who have made the pool ready. Default: a reading of the pipeline's own. */
  readonly shared?: SharedReading | undefined;
  /** What the session's compressor was made from. */
  readonly compression: CompressionSpec;
  /** Writes the item stream as far as it is complete. */
  readonly flushItems: () => Promise<void>;
  readonly checkpoints?: PipelineCheckpoints | undefined;
}

/** A read stage with a way out of it. */
export interface SharedReading {
  readonly pool: PipelinePool;
  readonly read: ReadStage;
  readonly lane: ReadLane;
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
  readonly #read: ReadStage;
  readonly #lane: ReadLane;
  readonly #ownPool: PipelinePool | undefined;
  readonly #sealer: Sealer;
  readonly #decided = new OrderedQueue<Decided>();
  readonly #activity: Activity;
  readonly #running: Promise<void>;
  readonly #checkpoints: PipelineCheckpoints | undefined;
  #error: Error | undefined;
  #tellFailure: () => void = () => undefined;

  private constructor(
    { pool, read, lane }: SharedReading,
    ownPool: PipelinePool | undefined,
    options: PipelineOptions,
  ) {
    const { session, cache, checkpoints } = options;
    this.#ownPool = ownPool;
    this.#checkpoints = checkpoints;
    this.#read = read;
    this.#lane = lane;
    this.#activity = session.ctx.activity;
    this.#activity.begin(() => read.activity);
    const { key, nonces, compressor } = session;
    const output = pool.lanes[lane.index]?.output ?? pool.output;
    this.#sealer = new Sealer({ pool, lane: lane.index, output, key, nonces, compressor });
    const dedup = new DedupStage({
      units: lane.units,
      decided: this.#decided,
      chunks: cache.chunks,
      sealer: this.#sealer,
      checkpoints: checkpoints?.schedule,
      readAgain: (entry) => read.readAgain(lane, entry),
    });
    const write = new WriteStage({
      decided: this.#decided,
      repository: session.repository,
      chunks: cache.chunks,
      output,
      dropReference: (id) => dropReference(cache, session.repository, id),
      flushItems: options.flushItems,
      saveCheckpoint: () => this.#saveCheckpoint(),
    });
    const failed = new Promise<void>((resolve) => {
      this.#tellFailure = resolve;
    });
    const fail = (error: unknown): void => this.#fail(error);
    const deciding = dedup.run().catch(fail);
    const writing = write.run().catch(fail);
    // after a failure of the last stage, the one before may wait for memory for ever
    this.#running = Promise.race([Promise.all([deciding, writing]), failed.then(() => writing)]).then(() => undefined);
  }

  static start(options: PipelineOptions): Pipeline {
    if (options.shared !== undefined) return new Pipeline(options.shared, undefined, options);
    const { session, chunker, compression } = options;
    const pool = options.pool ?? startCreatePool(session.ctx.threads, chunker, session.compressor);
    pool.pool.configure("setup", [{ secrets: session.key.secrets, compression, chunker }]);
    const read = startReading(pool, session.compressor, options);
    const ownPool = options.pool === undefined ? pool : undefined;
    return new Pipeline({ pool, read, lane: read.openLane(pool.spare) }, ownPool, options);
  }

  /**
   * Takes the next entry; waits while the bytes in flight are at their bound. The promise, if any, must be awaited before the
   * next call.
   * @throws What any stage met: trouble with the repository, or a defect.
   */
  add(entry: PipelineEntry): void | Promise<void> {
    if (this.#error !== undefined) throw this.#error;
    const added = this.#read.add([{ lane: this.#lane, entry }]);
    return added === undefined ? undefined : this.orFailure(added);
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
    return this.orFailure(this.#read.drain(this.#lane));
  }

  /** Waits until every entry is complete. @throws As {@link add}. */
  async finish(): Promise<void> {
    await this.orFailure(this.#read.flush());
    this.#lane.units.end();
    await this.#running;
    if (this.#error !== undefined) throw this.#error;
  }

  /** Ends it wherever it is. Others who share the reading go on. */
  async close(): Promise<void> {
    this.#activity.end();
    this.#fail(new Error("the pipeline is closed"));
    await this.#ownPool?.close();
  }

  /**
   * Waits for something that depends on the stages: one that failed frees no more memory, and whoever waits for some must
   * hear of it.
   *
   * @throws As {@link add}.
   */
  async orFailure(waiting: Promise<void>): Promise<void> {
    waiting.catch(() => undefined);
    await Promise.race([waiting, this.#running]);
    if (this.#error !== undefined) throw this.#error;
    await waiting;
  }

  #fail(error: unknown): void {
    this.#error ??= error as Error;
    this.#tellFailure();
    this.#lane.units.fail(this.#error);
    this.#decided.fail(this.#error);
    this.#lane.close(this.#sealer.close());
  }

  async #saveCheckpoint(): Promise<void> {
    await this.#checkpoints?.schedule.make(this.#checkpoints.save);
  }
}
