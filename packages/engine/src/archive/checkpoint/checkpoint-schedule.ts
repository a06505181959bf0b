import type { EngineContext } from "../../context/index.ts";
import { isGentleStop } from "../../context/index.ts";

export interface CheckpointScheduleOptions {
  /** Time between two checkpoints; 0: only when the user wants the command to stop. */
  readonly intervalSeconds: number;
  readonly signal?: AbortSignal | undefined;
  /** Whether one is due all the same, unless there are to be none by time. */
  readonly isWanted?: () => boolean;
}

/**
 * Says when a checkpoint is due: after each interval, when the repository wants a commit, and once when the user wants the command to stop. The time starts
 * with the object.
 */
export class CheckpointSchedule {
  readonly #ctx: Pick<EngineContext, "clock" | "reporter">;
  readonly #options: CheckpointScheduleOptions;
  #lastMs: number;
  #madeForStop = false;

  constructor(ctx: Pick<EngineContext, "clock" | "reporter">, options: CheckpointScheduleOptions) {
    this.#ctx = ctx;
    this.#options = options;
    this.#lastMs = ctx.clock.monotonicMs();
  }

  /** Cheap enough to be asked for every file. */
  get isDue(): boolean {
    if (this.#isAskedFor) return true;
    const { intervalSeconds, isWanted } = this.#options;
    if (intervalSeconds === 0) return false;
    return this.#ctx.clock.monotonicMs() - this.#lastMs > intervalSeconds * 1000 || isWanted?.() === true;
  }

  /**
   * Makes a checkpoint by `save`, which commits; the next interval starts when it has resolved. What it throws ends the
   * command: nothing that was done since the last checkpoint is durable then.
   */
  async make(save: () => Promise<void>): Promise<void> {
    const isAskedFor = this.#isAskedFor;
    if (isAskedFor) this.#tell("starting checkpoint creation...");
    await save();
    this.#lastMs = this.#ctx.clock.monotonicMs();
    if (!isAskedFor) return;
    this.#madeForStop = true;
    this.#tell("finished checkpoint creation!");
  }

  get #isAskedFor(): boolean {
    return !this.#madeForStop && isGentleStop(this.#options.signal);
  }

  #tell(what: string): void {
    this.#ctx.reporter.log({ level: "info", message: `checkpoint requested: ${what}` });
  }
}
