import { LOG_LEVELS, type LogLevel } from "./level.ts";
import type { LogRecord } from "./log.ts";

/** A template of log lines that names something unknown. */
export class LogFormatError extends Error {
  override readonly name: string = "LogFormatError";
}

/** Numbers that log analysers may know from Python. */
const LEVEL_NUMBERS: Readonly<Record<LogLevel, number>> = {
  debug: 10,
  info: 20,
  answer: 25,
  warning: 30,
  error: 40,
  critical: 50,
};

const FIELDS: Readonly<Record<string, (record: LogRecord) => string>> = {
  asctime: ({ timeMs }) => localTime(timeMs),
  created: ({ timeMs }) => String(timeMs / 1000),
  levelname: levelName,
  levelno: ({ level }) => String(LEVEL_NUMBERS[level]),
  message: ({ message }) => message,
  msecs: ({ timeMs }) => String(timeMs % 1000),
  name: () => "coffermatic",
  prefix: prefixText,
  process: () => String(process.pid),
};

/**
 * Makes log lines from a template with `{name}`; `{{` and `}}` are braces.
 *
 * @throws {LogFormatError} If the template names something unknown.
 */
export function compileLogFormat(template: string): (record: LogRecord) => string {
  const pieces = template.split(/(\{\{|\}\}|\{[^{}]*\})/).map((piece) => {
    if (piece === "{{" || piece === "}}") return () => piece.slice(1);
    const name = /^\{(.*)\}$/.exec(piece)?.[1];
    if (name === undefined) return () => piece;
    const field = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
    if (field !== undefined) return field;
    throw new LogFormatError(`log_file_format knows no {${name}}; it knows ${Object.keys(FIELDS).join(", ")}`);
  });
  return (record) => pieces.map((piece) => piece(record)).join("");
}

/** `WARNING` for warning. */
export function levelName({ level }: LogRecord): string {
  return level.toUpperCase();
}

/** What stands before the message: empty, or the name of the repository and a colon. */
export function prefixText({ prefix }: LogRecord): string {
  return prefix === "" ? "" : `${prefix}: `;
}

/** Priority as syslog counts: 2 critical to 7 debug. */
export function syslogPriority(level: LogLevel): number {
  return 7 - LOG_LEVELS.indexOf(level);
}

/** Such as `2026-11-22 23:47:01,123`, local time. */
function localTime(timeMs: number): string {
  const date = new Date(timeMs);
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${day} ${time},${String(date.getMilliseconds()).padStart(3, "0")}`;
}
