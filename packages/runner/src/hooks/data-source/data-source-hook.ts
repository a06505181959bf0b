import type { Log } from "../../log/index.ts";
import type { System } from "../../system/index.ts";
import type { DataSourceConfiguration } from "./configuration.ts";
import type { RowCounts } from "./databases/count-rows.ts";
import type { SourcePattern } from "./source-pattern.ts";

/** What a data source works with. */
export interface DataSourceContext {
  readonly configuration: DataSourceConfiguration;
  /** All files that the configuration was read from, includes too; absolute. */
  readonly configurationPaths: readonly string[];
  /** Folder of this run, `BASE/borgmatic-RANDOM/./borgmatic`: what follows the dot is the path in the archive. */
  readonly runtimeDirectory: string;
  readonly system: System;
  readonly log: Log;
  /** Nothing is started, written or removed. */
  readonly dryRun: boolean;
  /** Rows of databases are counted before they are dumped; see {@link DumpPlan.counters}. */
  readonly countRows?: boolean;
  /** Ends what is running. */
  readonly signal: AbortSignal;
}

/** Something that `create` stores beside the user's files. */
export interface DataSourceHook {
  /** The option that switches it on: `postgresql_databases`, `btrfs`. */
  readonly name: keyof DataSourceConfiguration;

  /**
   * Puts away what this run or one that was killed has left: pipes, dumps, mounts, snapshots. Called before and after each use.
   * Trouble is logged, not thrown: it must not hide the outcome of the run.
   *
   * @param patterns What the user has configured, before any hook has changed it.
   */
  removeLeftovers(context: DataSourceContext, patterns: readonly SourcePattern[]): Promise<void>;

  /**
   * Starts dumps, takes snapshots, writes files.
   *
   * @throws {DataSourceFailed} If something of it cannot be had; the archive must not be made. What was begun is put away by
   *   `removeLeftovers`.
   */
  dump(context: DataSourceContext, patterns: readonly SourcePattern[]): Promise<DumpPlan>;
}

/** What a data source has added. */
export interface DumpPlan {
  /** The whole list that the archive is now to be made from. */
  readonly patterns: readonly SourcePattern[];
  /** Dumps that run and wait for the archive's maker to read their pipes. */
  readonly streams: readonly DumpStream[];
  /** Counts of what is dumped, where they are wanted and can be had. */
  readonly counters?: readonly DumpCounter[];
}

/** The rows of what a dump holds. */
export interface DumpCounter {
  /** Path of the dump below `borgmatic/` in the archive. */
  readonly dump: string;
  /** Before the dump was begun. */
  readonly before: RowCounts;
  /** Counts once more. @throws {DataSourceFailed} If the server cannot be asked. */
  countAgain(): Promise<RowCounts>;
}

/** A dump that runs beside `create`. */
export interface DumpStream {
  /** What is dumped, for messages. */
  readonly title: string;
  /** The named pipe, mode 0600. */
  readonly path: string;
  /**
   * Settles when the dump has ended; rejects with {@link DataSourceFailed} unless it has ended well. It has not, for one, when nobody
   * has read its pipe to the end.
   */
  readonly finished: Promise<void>;
  /** Ends the dump, also one that still waits for a reader. */
  stop(): void;
}
