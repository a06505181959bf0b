import type { Log, LogSink } from "../../log/index.ts";
import type { System } from "../../system/index.ts";

/** What a monitor is told: a run begins, its log, it has ended well, it has failed. */
export type MonitoringState = "start" | "log" | "finish" | "fail";

/** The run that monitors watch. */
export interface MonitoringContext {
  readonly system: System;
  readonly log: Log;
  /** Monitors say what they would send, and send nothing. */
  readonly dryRun: boolean;
  readonly configurationPath: string;
  /** The longest that one request may take; 10 seconds when left out. */
  readonly timeoutMs?: number;
}

/** All monitors of one configuration. None of their troubles is an error of the run: each is a warning in its log. */
export interface Monitors {
  /** Where the run's log is to be sent too, so that monitors can hand it on. */
  readonly sink: LogSink;
  /** Tells all monitors at once; takes at most as long as the slowest, which is bounded by the timeout. Never rejects. */
  ping(state: MonitoringState): Promise<void>;
  /** Sends what is left and lets go of everything. Never rejects. */
  close(): Promise<void>;
}
