/**
 * What a run says: records with a level and, where they belong to one, the name of the repository.
 *
 * Words: an *answer* is what the user has asked for (a list, a summary); it ranks between info and warning, so that it is shown
 * by default and still can be silenced. A *prefix* is the label or path of the repository at work.
 *
 * Stands on nothing.
 *
 * @module
 */
export { ConsoleSink } from "./console-sink.ts";
export type { ConsoleSinkOptions } from "./console-sink.ts";
export { FileSink } from "./file-sink.ts";
export type { FileSinkOptions } from "./file-sink.ts";
export { LOG_LEVELS } from "./level.ts";
export type { LogLevel } from "./level.ts";
export { compileLogFormat, LogFormatError, prefixText } from "./log-line-format.ts";
export type { Log, LogRecord, LogSink } from "./log.ts";
export { FanOutLog } from "./fan-out-log.ts";
export { isShown } from "./verbosity.ts";
export type { Verbosity } from "./verbosity.ts";
export { SystemLogSink } from "./system-log-sink.ts";
export type { SystemLogPlaces } from "./system-log-sink.ts";
export { wantsColor } from "./wants-color.ts";
export type { ColorQuestion } from "./wants-color.ts";
