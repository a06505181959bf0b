import { LOG_LEVELS, type LogLevel } from "./level.ts";
import { levelName, prefixText } from "./log-line-format.ts";
import type { LogRecord, LogSink } from "./log.ts";
import { isShown, type Verbosity } from "./verbosity.ts";

/** How the console is written to. */
export interface ConsoleSinkOptions {
  readonly verbosity: Verbosity;
  readonly isColored: boolean;
  /** One JSON object a line (the option `log_json`), without colors. */
  readonly isJson: boolean;
  /** Standard output: what happens and what was asked for. */
  readonly writeOut: (text: string) => void;
  /** Standard error: warnings and worse. */
  readonly writeError: (text: string) => void;
}

const COLORS: Readonly<Record<LogLevel, number>> = {
  debug: 36,
  info: 32,
  answer: 35,
  warning: 33,
  error: 31,
  critical: 31,
};

const FIRST_ON_ERROR = LOG_LEVELS.indexOf("warning");

/** The log as a person at a terminal, or who reads the mail of cron, sees it. */
export class ConsoleSink implements LogSink {
  readonly #options: ConsoleSinkOptions;

  constructor(options: ConsoleSinkOptions) {
    this.#options = options;
  }

  write(record: LogRecord): void {
    const { verbosity, isColored, isJson, writeOut, writeError } = this.#options;
    if (!isShown(record.level, verbosity)) return;
    const line = isJson ? jsonOf(record) : textOf(record, isColored);
    if (LOG_LEVELS.indexOf(record.level) >= FIRST_ON_ERROR) writeError(`${line}\n`);
    else writeOut(`${line}\n`);
  }
}

function textOf(record: LogRecord, isColored: boolean): string {
  const text = prefixText(record) + record.message;
  return isColored ? `\u001B[${COLORS[record.level]}m${text}\u001B[0m` : text;
}

/** The fields of Borg's own JSON lines, so that one reader understands both. */
function jsonOf(record: LogRecord): string {
  const { message, prefix, timeMs } = record;
  const fields = {
    type: "log_message",
    time: timeMs / 1000,
    message,
    levelname: levelName(record),
    name: "coffermatic",
  };
  return JSON.stringify(prefix === "" ? fields : { ...fields, prefix });
}
