import type { LogLevel } from "./level.ts";

/** One thing that was said. */
export interface LogRecord {
  readonly level: LogLevel;
  /** One or more lines, without a line break at the end. Never a secret. */
  readonly message: string;
  /** Label or path of the repository at work; empty outside of one. */
  readonly prefix: string;
  /** When, in milliseconds since 1970. */
  readonly timeMs: number;
}

/** Where records go: the console, a file, the system's log, the buffer of a monitor. */
export interface LogSink {
  write(record: LogRecord): void;
}

/** What the parts of a run speak through. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  answer(message: string): void;
  warning(message: string): void;
  error(message: string): void;
  critical(message: string): void;
  /** The same log for work on one repository: each record carries `prefix`. */
  withPrefix(prefix: string): Log;
}
