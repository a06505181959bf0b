import type { ActionRequest, BorgVerbosity } from "../actions/index.ts";
import type { Configuration } from "../config/index.ts";
import type { Log, LogSink } from "../log/index.ts";
import type { RunProgress } from "../progress/index.ts";
import type { System } from "../system/index.ts";

/** A configuration and where it comes from. */
export interface NamedConfiguration {
  /** Absolute. */
  readonly path: string;
  readonly configuration: Configuration;
  /** The files that it was read from, includes too; its own path alone when left out. */
  readonly paths?: readonly string[];
}

/** What is to be done. */
export interface RunRequest {
  /** At least one. */
  readonly configurations: readonly NamedConfiguration[];
  /** All files that they were read from, with what they include; absolute. */
  readonly configurationPaths: readonly string[];
  /** In their order. */
  readonly actions: readonly ActionRequest[];
  /** Nobody has named them: what a configuration switches on is done as well. */
  readonly byDefault?: boolean;
  readonly dryRun: boolean;
}

/** What a run works with. */
export interface RunTools {
  readonly system: System;
  readonly log: Log;
  /** Where the log goes; monitors come and go. */
  readonly sinks: Set<LogSink>;
  readonly verbosity: BorgVerbosity;
  /** Undefined where nobody looks: in a timer, in a pipe. */
  readonly progress?: RunProgress | undefined;
  /** Ends the run: what runs is stopped, nothing more is begun, hooks and monitors hear of a failure. */
  readonly signal: AbortSignal;
}

/** One line of a summary. */
export interface SummaryLine {
  readonly level: "info" | "critical";
  readonly message: string;
}

/** How a run has ended. */
export interface RunOutcome {
  /** What actions have to show as JSON, in order. */
  readonly json: readonly unknown[];
  readonly summary: readonly SummaryLine[];
  readonly failed: boolean;
}
