import type { DataSourceContext, DataSourceHook, DumpStream } from "./data-source-hook.ts";
import { DATA_SOURCE_HOOKS } from "./registry.ts";
import type { SourcePattern } from "./source-pattern.ts";

/** How long a dump may take to end after the archive's maker has ended. */
const FINISH_TIMEOUT_MS = 10_000;

/** All data sources of one configuration, while an archive is made from them. */
export interface DataSources {
  /** The list that the archive is to be made from: what the hooks have added comes first. */
  readonly patterns: readonly SourcePattern[];
  /** Dumps come through pipes: special files must be read, and the archive gets its final name only once {@link finished} has resolved. */
  readonly streaming: boolean;

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
  readonly #streams: DumpStream[] = [];

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
      // a rejection is looked at in finished(); until then it must not count as unhandled
      for (const stream of plan.streams) stream.finished.catch(() => {});
      this.#streams.push(...plan.streams);
    }
  }

  async feed<T>(make: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const stop = new AbortController();
    let failure: unknown;
    for (const stream of this.#streams) {
      stream.finished.catch((error: unknown) => {
        failure ??= error;
        stop.abort(error);
      });
    }
    const result = await make(AbortSignal.any([this.#context.signal, stop.signal])).catch((error: unknown) => {
      // being stopped is no news
      throw failure ?? error;
    });
    await this.finished();
    return result;
  }

  async finished(): Promise<void> {
    const timer = setTimeout(() => this.#stopDumps(), FINISH_TIMEOUT_MS);
    try {
      await Promise.all(this.#streams.map((stream) => stream.finished));
    } finally {
      clearTimeout(timer);
    }
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
  }

  #stopDumps(): void {
    for (const stream of this.#streams) stream.stop();
  }
}

/** An option that is there without a value switches its hook on, too: `zfs:`. */
function isConfigured(hook: DataSourceHook, { configuration }: DataSourceContext): boolean {
  return configuration[hook.name] !== undefined;
}
