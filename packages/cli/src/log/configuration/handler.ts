import type { LogEntry, RecordFormatter } from "./record-formatter.ts";

/** Where formatted lines go. */
export interface LineSink {
  write(line: string, entry: LogEntry): void;
  /** Nothing is kept back after this. */
  close(): void;
}

/** A sink with its level and form. */
export interface Handler {
  readonly level: number;
  readonly format: RecordFormatter;
  readonly sink: LineSink;
}
