import { formatTime, localTime } from "../../text/index.ts";
import { LoggingConfigurationError } from "./configuration-error.ts";
import { formatPercent, percentFields } from "./percent-format.ts";

/** One line on its way. */
export interface LogEntry {
  /** As in `WARNING`. */
  readonly levelName: string;
  readonly level: number;
  readonly logger: string;
  readonly message: string;
  readonly msgid: string | undefined;
  /** Seconds since 1970. */
  readonly time: number;
}

export type RecordFormatter = (entry: LogEntry) => string;

const STANDARD_FORMAT = "%(message)s";
const STANDARD_DATE = "%Y-%m-%d %H:%M:%S";

/** What Python calls the place where a line was logged: there is no such thing to tell here. */
const NOWHERE = { pathname: "", filename: "", module: "", funcName: "", lineno: 0 };
const THREAD = { thread: 0, threadName: "MainThread", processName: "MainProcess", taskName: "None" };

const FIELD_NAMES: ReadonlySet<string> = new Set([
  ...["name", "levelno", "levelname", "created", "asctime", "msecs", "relativeCreated", "process", "message"],
  ...Object.keys(NOWHERE),
  ...Object.keys(THREAD),
]);

/**
 * Makes lines by a format of Python's `logging`, in the style of `%`.
 *
 * @throws {LoggingConfigurationError} If the format is none, or names what there is not.
 */
export function recordFormatter(
  format: string | undefined,
  dateFormat: string | undefined,
  startSeconds: number,
): RecordFormatter {
  const shape = format ?? STANDARD_FORMAT;
  const names = percentFields(shape);
  const unknown = names.find((name) => !FIELD_NAMES.has(name));
  if (unknown !== undefined) throw new LoggingConfigurationError(`Formatting field not found in record: '${unknown}'`);
  const wantsTime = names.includes("asctime");
  return (entry) => {
    const msecs = Math.floor((entry.time * 1000) % 1000);
    return formatPercent(shape, {
      ...NOWHERE,
      ...THREAD,
      name: entry.logger,
      levelno: entry.level,
      levelname: entry.levelName,
      created: entry.time,
      asctime: wantsTime ? timeText(entry.time, msecs, dateFormat) : "",
      msecs,
      relativeCreated: (entry.time - startSeconds) * 1000,
      process: process.pid,
      message: entry.message,
    });
  };
}

function timeText(seconds: number, msecs: number, dateFormat: string | undefined): string {
  const time = localTime(Math.floor(seconds), msecs * 1000);
  if (dateFormat !== undefined) return formatTime(time, dateFormat);
  return `${formatTime(time, STANDARD_DATE)},${String(msecs).padStart(3, "0")}`;
}
