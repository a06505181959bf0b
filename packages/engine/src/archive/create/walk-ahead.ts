import type { PatternMatcher } from "@coffer/format/patterns";
import type { PipelinePool, WalkBatch } from "../jobs/index.ts";
import type { ForgottenMaster, MetadataOptions, WalkOptions } from "../source/index.ts";

export interface WalkAheadOptions {
  /** As the user gave them. */
  readonly roots: readonly string[];
  /** The root `-` stands for standard input. */
  readonly takesStandardInput: boolean;
  readonly matcher?: PatternMatcher | undefined;
  readonly metadata: MetadataOptions;
  readonly rules: Omit<WalkOptions, "metadata" | "matcher">;
}

/** Batches that the walk is ahead of whoever takes them. */
const BATCHES_AHEAD = 12;

/**
 * A walk on a worker, ahead of the pipeline that it feeds: the files' metadata is gathered and packed there.
 *
 * {@link close} ends it wherever it is.
 */
export class WalkAhead {
  readonly #threads: PipelinePool;
  readonly #coming: Promise<WalkBatch>[] = [];

  /** Readies the thread, which takes a while. @param threads Of the pipeline; the caller closes them after this walk. */
  constructor(threads: PipelinePool) {
    this.#threads = threads;
    threads.pool.warmUp();
  }

  /** Begins to walk. Call it once. */
  start({ matcher, ...told }: WalkAheadOptions): void {
    const plain = matcher === undefined || matcher.isEmpty ? {} : { matcher: matcher.toPlain() };
    this.#threads.pool.runPinned("startWalk", { ...told, ...plain }).catch(() => undefined);
    this.#askAhead();
  }

  /** After the last batch: more come, of single paths and not of what is below them. */
  goOn(paths: readonly string[]): void {
    this.#threads.pool.runPinned("walkPaths", paths).catch(() => undefined);
    this.#askAhead();
  }

  /** The next batch; `undefined` after the last. @throws {JobFailed} A defect. */
  async next(): Promise<WalkBatch | undefined> {
    const batch = await this.#coming.shift();
    if (batch === undefined) return undefined;
    if (batch.isLast) this.#coming.length = 0;
    else this.#coming.push(this.#request());
    return batch;
  }

  /** The next link of a master that could not be stored becomes the first, if the walk has not passed it yet. */
  forgetMaster(master: ForgottenMaster): void {
    this.#threads.pool.runPinned("forgetMaster", master).catch(() => undefined);
  }

  async close(): Promise<void> {
    // a worker that died has closed nothing, and there is nobody to ask
    await this.#threads.pool.runPinned("endWalk", undefined).catch(() => undefined);
  }

  #askAhead(): void {
    while (this.#coming.length < BATCHES_AHEAD) this.#coming.push(this.#request());
  }

  #request(): Promise<WalkBatch> {
    const batch = this.#threads.pool.runPinned("walkOn", undefined);
    // whoever takes it sees the error
    batch.catch(() => undefined);
    return batch;
  }
}
