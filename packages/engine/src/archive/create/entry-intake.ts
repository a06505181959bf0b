import { stopIfInterrupted } from "../jobs/index.ts";
import type { Pipeline } from "./pipeline.ts";
import type { PipelineEntry } from "./unit.ts";

/** Where the entries of an archive in the making go: one after the other, each call awaited before the next. */
export class EntryIntake {
  readonly #pipeline: Pipeline;
  readonly #signal: AbortSignal | undefined;

  constructor(pipeline: Pipeline, signal: AbortSignal | undefined) {
    this.#pipeline = pipeline;
    this.#signal = signal;
  }

  /** Takes an entry, then does as {@link checkpoint}. Most entries are taken at once. @throws As `Pipeline.add`. */
  add(entry: PipelineEntry): void | Promise<void> {
    const added = this.#pipeline.add(entry);
    return added === undefined ? this.checkpoint() : added.then(() => this.checkpoint());
  }

  /** Makes a checkpoint if it is time for one. @throws {BorgError} If the user wants the command to end. */
  checkpoint(): void | Promise<void> {
    const made = this.#pipeline.checkpoint();
    if (made !== undefined) return made.then(() => stopIfInterrupted(this.#signal));
    stopIfInterrupted(this.#signal);
  }

  /** Waits for something that gives entries to the archive in another way. @throws As `Pipeline.add`. */
  during(giving: Promise<void>): Promise<void> {
    return this.#pipeline.orFailure(giving);
  }

  /** Waits until all that was given is stored; it is not durable then. */
  settle(): Promise<void> {
    return this.#pipeline.settle();
  }
}
