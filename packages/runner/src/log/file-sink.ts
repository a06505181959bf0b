import { closeSync, fstatSync, openSync, statSync, writeSync } from "node:fs";
import { compileLogFormat } from "./log-line-format.ts";
import type { LogRecord, LogSink } from "./log.ts";
import { isShown, type Verbosity } from "./verbosity.ts";

/** Lines of a log file when `log_file_format` is left out. */
const DEFAULT_FORMAT = "[{asctime}] {levelname}: {prefix}{message}";

/** What a log file takes. */
export interface FileSinkOptions {
  /** Absolute; made where missing. */
  readonly path: string;
  readonly verbosity: Verbosity;
  /** The option `log_file_format`. */
  readonly format?: string | undefined;
}

/** The log as lines at the end of a file. A file that was rotated away is begun anew. */
export class FileSink implements LogSink {
  readonly #path: string;
  readonly #verbosity: Verbosity;
  readonly #format: (record: LogRecord) => string;
  #descriptor: number;

  /**
   * @throws {LogFormatError} If the format names something unknown.
   * @throws {Error} If the file cannot be opened.
   */
  constructor({ path, verbosity, format = DEFAULT_FORMAT }: FileSinkOptions) {
    this.#path = path;
    this.#verbosity = verbosity;
    this.#format = compileLogFormat(format);
    this.#descriptor = openLog(path);
  }

  /** @throws {Error} If the disk is full or the place of a rotated file is gone; the record is lost. */
  write(record: LogRecord): void {
    if (!isShown(record.level, this.#verbosity)) return;
    if (this.#isRotated()) {
      this.close();
      this.#descriptor = openLog(this.#path);
    }
    writeSync(this.#descriptor, `${this.#format(record)}\n`);
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #isRotated(): boolean {
    const now = statSync(this.#path, { throwIfNoEntry: false });
    const opened = fstatSync(this.#descriptor);
    return now === undefined || now.ino !== opened.ino || now.dev !== opened.dev;
  }
}

function openLog(path: string): number {
  return openSync(path, "a", 0o640);
}
