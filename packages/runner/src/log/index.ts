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
export { LOG_LEVELS } from "./level.ts";
export type { LogLevel } from "./level.ts";
export type { Log, LogRecord, LogSink } from "./log.ts";
export { FanOutLog } from "./fan-out-log.ts";
export { isShown } from "./verbosity.ts";
export type { Verbosity } from "./verbosity.ts";
