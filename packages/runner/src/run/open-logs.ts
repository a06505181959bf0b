import { writeSync } from "node:fs";
import { join, resolve } from "node:path";
import type { BorgVerbosity } from "../actions/index.ts";
import type { Configuration } from "../config/index.ts";
import {
  ConsoleSink,
  FanOutLog,
  FileSink,
  type Log,
  type LogSink,
  SystemLogSink,
  type Verbosity,
  wantsColor,
} from "../log/index.ts";
import { ExpectedArchives, ProgressBar, RunProgress } from "../progress/index.ts";
import { type System, expandHome } from "../system/index.ts";

/** The logs of a run. */
export interface OpenLogs {
  readonly log: Log;
  /** Where the log goes; monitors come and go. */
  readonly sinks: Set<LogSink>;
  /** The bar at the bottom of the terminal; undefined where there is none, or it is not wanted. */
  readonly progress: RunProgress | undefined;
  /** What the most talkative of them wants from Borg. */
  readonly verbosity: BorgVerbosity;
  /** Resolves when everything is written. */
  close(): Promise<void>;
}

/** What logs are opened with. */
export interface LogRequest {
  readonly configurations: readonly Configuration[];
  readonly system: System;
  /** Standard output is for JSON: the console's log goes to standard error. */
  readonly isJson: boolean;
}

/** One log, and how much it takes. */
interface OpenSink {
  readonly sink: LogSink;
  readonly progress?: RunProgress | undefined;
  readonly verbosity: Verbosity;
  close?(): Promise<void> | void;
}

/**
 * Opens the logs that the configurations want: the most talkative of their settings counts.
 *
 * @throws {Error} If they want different log files or formats, or the file cannot be opened.
 */
export function openLogs(request: LogRequest): OpenLogs {
  const opened = [openConsole(request), openFile(request), openSystemLog(request)].filter((log) => log !== undefined);
  const sinks = new Set(opened.map(({ sink }) => sink));
  return {
    log: new FanOutLog(sinks, () => request.system.nowMs()),
    sinks,
    progress: opened.find(({ progress }) => progress !== undefined)?.progress,
    verbosity: borgVerbosity(opened.map(({ verbosity }) => verbosity)),
    close: async () => {
      for (const log of opened) await log.close?.();
    },
  };
}

function openConsole({ configurations, system, isJson }: LogRequest): OpenSink {
  const verbosity = mostTalkative(configurations, "verbosity", 0);
  const isJsonLog = singleValue(configurations, "log_json") === true;
  const sink = new ConsoleSink({
    verbosity,
    isColored: wantsColor({
      env: system.env,
      options: configurations.map(({ color }) => color),
      isJson: isJson || isJsonLog,
      isTerminal: process.stdout.isTTY && process.stderr.isTTY,
    }),
    isJson: isJsonLog,
    writeOut: isJson ? writeError : (text) => void writeSync(1, text),
    writeError,
  });
  const isWatched = process.stderr.isTTY && system.env["TERM"] !== "dumb" && !isJsonLog && verbosity >= 0;
  if (!isWatched) return { sink, verbosity };
  const bar = new ProgressBar({
    write: writeError,
    columns: () => process.stderr.columns,
    nowMs: () => performance.now(),
  });
  return {
    sink: bar.around(sink),
    verbosity,
    progress: new RunProgress(bar, expectedArchives(configurations, system)),
  };
}

function expectedArchives(configurations: readonly Configuration[], system: System): ExpectedArchives {
  const given = configurations.find(({ user_state_directory }) => user_state_directory !== undefined);
  const folder = given?.user_state_directory || system.env["XDG_STATE_HOME"] || "~/.local/state";
  return new ExpectedArchives(join(expandHome(folder, system), "coffermatic"));
}

function openFile({ configurations, system }: LogRequest): OpenSink | undefined {
  const path = singleValue(configurations, "log_file");
  const verbosity = mostTalkative(configurations, "log_file_verbosity", 1);
  if (path === undefined || verbosity === -2) return undefined;
  const sink = new FileSink({
    path: resolve(system.cwd, expandHome(path, system)),
    verbosity,
    format: singleValue(configurations, "log_file_format"),
  });
  return { sink, verbosity, close: () => sink.close() };
}

function openSystemLog({ configurations }: LogRequest): OpenSink | undefined {
  const verbosity = mostTalkative(configurations, "syslog_verbosity", -2);
  if (verbosity === -2) return undefined;
  let isReported = false;
  const sink = SystemLogSink.open(verbosity, (error) => {
    // not by the log, which would come here again
    if (!isReported) writeError(`The system's log cannot be written: ${error.message}\n`);
    isReported = true;
  });
  return sink === undefined ? undefined : { sink, verbosity, close: async () => await sink.close() };
}

function writeError(text: string): void {
  writeSync(2, text);
}

function mostTalkative(
  configurations: readonly Configuration[],
  name: "verbosity" | "syslog_verbosity" | "log_file_verbosity",
  fallback: Verbosity,
): Verbosity {
  const values = configurations.map((configuration) => configuration[name] ?? fallback);
  return values.length === 0 ? fallback : values.reduce((one, other) => (one > other ? one : other));
}

/** @throws {Error} If two configurations disagree. */
function singleValue<Name extends "log_file" | "log_file_format" | "log_json">(
  configurations: readonly Configuration[],
  name: Name,
): Configuration[Name] | undefined {
  const values = configurations.map((configuration) => configuration[name]).filter((value) => value !== undefined);
  const distinct = [...new Set(values)];
  if (distinct.length > 1) throw new Error(`Configurations disagree on ${name}: ${distinct.join(", ")}`);
  return distinct[0];
}

function borgVerbosity(verbosities: readonly Verbosity[]): BorgVerbosity {
  const most = Math.max(...verbosities);
  if (most < 1) return "quiet";
  return most === 1 ? "info" : "debug";
}
