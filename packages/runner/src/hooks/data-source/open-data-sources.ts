import type { DataSourceContext, DataSourceHook, DumpCounter, DumpStream } from "./data-source-hook.ts";
import { DataSourceFailed } from "./data-source-failed.ts";
import { DATA_SOURCE_HOOKS } from "./registry.ts";
import { removeDeadRuns } from "./run-folders.ts";
import type { SourcePattern } from "./source-pattern.ts";

/** How long a dump may take to end after the archive's maker has ended. */
const FINISH_TIMEOUT_MS = 10_000;

/** How long the archive's maker is given to tell of its own trouble: a dump fails, too, when its reader has. */
const BLAME_DELAY_MS = 500;

/** All data sources of one configuration, while an archive is made from them. */
export interface DataSources {
  /** The list that the archive is to be made from: what the hooks have added comes first. */
  readonly patterns: readonly SourcePattern[];
  /** Dumps come through pipes: special files must be read, and the archive gets its final name only once {@link finished} has resolved. */
  readonly streaming: boolean;
  /** Counts of what is dumped. */
  readonly counters: readonly DumpCounter[];

  /**
   * Makes the archive beside the dumps, and waits for both.
   *
   * @param make Reads the pipes; to stop when the signal is aborted, which a failing dump does.
   * @throws {DataSourceFailed} If a dump has failed or was never read: what has been made must not become an archive.
   * @throws Whatever `make` throws otherwise.
   */
  feed<T>(make: (signal: AbortSignal) => Promise<T>): Promise<T>;

  /**
   * Resolves when all dumps have ended well; those that do not end within ten seconds are ended, for nobody reads them any more.
   *
   * @throws {DataSourceFailed} As `feed` does.
   */
  finished(): Promise<void>;

  /** Ends dumps that still run, and puts away pipes, dumps, mounts and snapshots. Trouble is logged. */
  close(): Promise<void>;
}

/**
 * Puts away the leftovers of earlier runs, then runs the hooks that the configuration switches on, in borgmatic's order.
 *
 * @param patterns What the user has configured.
 * @throws {DataSourceFailed} If a hook fails; all has been put away again.
 */
export async function openDataSources(
  context: DataSourceContext,
  patterns: readonly SourcePattern[],
): Promise<DataSources> {
  const opened = new OpenDataSources(context, patterns);
  await opened.removeLeftovers();
  try {
    await opened.dumpAll();
  } catch (error) {
    await opened.close();
    throw error;
  }
  return opened;
}

class OpenDataSources implements DataSources {
  patterns: readonly SourcePattern[];
  readonly #context: DataSourceContext;
  readonly #configured: readonly SourcePattern[];
  readonly counters: DumpCounter[] = [];
  readonly #streams: DumpStream[] = [];
  /** Dumps that were ended because nobody reads them. */
  readonly #unread: Set<DumpStream> = new Set();

  constructor(context: DataSourceContext, patterns: readonly SourcePattern[]) {
    this.#context = context;
    this.#configured = patterns;
    this.patterns = patterns;
  }

  get streaming(): boolean {
    return this.#streams.length > 0;
  }

  async dumpAll(): Promise<void> {
    for (const hook of DATA_SOURCE_HOOKS) {
      if (!isConfigured(hook, this.#context)) continue;
      const plan = await hook.dump(this.#context, this.patterns);
      this.patterns = plan.patterns;
      this.#streams.push(...plan.streams);
      this.counters.push(...(plan.counters ?? []));
    }
  }

  async feed<T>(make: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const watch = watchForFailure(this.#streams);
    try {
      const result = await make(AbortSignal.any([this.#context.signal, watch.signal]));
      await this.finished();
      return result;
    } catch (error) {
      // that the maker was stopped is no news; why it was stopped is
      throw watch.signal.aborted ? watch.signal.reason : error;
    } finally {
      watch.end();
    }
  }

  async finished(): Promise<void> {
    const late = this.#streams.map((stream) => setTimeout(() => this.#giveUp(stream), FINISH_TIMEOUT_MS));
    try {
      await Promise.all(this.#streams.map(async (stream) => await this.#endOf(stream)));
    } finally {
      late.forEach(clearTimeout);
    }
  }

  async #endOf(stream: DumpStream): Promise<void> {
    await stream.finished.catch((error: unknown) => {
      if (!this.#unread.has(stream)) throw error;
      throw new DataSourceFailed(`${stream.title} failed: nobody has read ${stream.path} to its end`);
    });
  }

  #giveUp(stream: DumpStream): void {
    this.#unread.add(stream);
    stream.stop();
  }

  async close(): Promise<void> {
    this.#stopDumps();
    await Promise.allSettled(this.#streams.map((stream) => stream.finished));
    await this.removeLeftovers();
  }

  async removeLeftovers(): Promise<void> {
    const context = this.#context;
    for (const hook of DATA_SOURCE_HOOKS) {
      try {
        await hook.removeLeftovers(context, this.#configured);
      } catch (error) {
        context.log.warning(`${hook.name}: leftovers could not be removed: ${String(error)}`);
      }
    }
    if (context.dryRun) return;
    await removeDeadRuns(context.runtimeDirectory, context.system.nowMs()).catch((error: unknown) => {
      context.log.warning(`Folders of earlier runs could not be removed: ${String(error)}`);
    });
  }

  #stopDumps(): void {
    for (const stream of this.#streams) stream.stop();
  }
}

/** A signal that is aborted, with the error as its reason, a moment after a dump has failed. */
function watchForFailure(streams: readonly DumpStream[]): { readonly signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  const timers: NodeJS.Timeout[] = [];
  for (const stream of streams) {
    stream.finished.catch((error: unknown) =>
      timers.push(setTimeout(() => controller.abort(error), BLAME_DELAY_MS).unref()),
    );
  }
  return { signal: controller.signal, end: () => timers.forEach(clearTimeout) };
}

/** An option that is there without a value switches its hook on, too: `zfs:`. */
function isConfigured(hook: DataSourceHook, { configuration }: DataSourceContext): boolean {
  return configuration[hook.name] !== undefined;
}
