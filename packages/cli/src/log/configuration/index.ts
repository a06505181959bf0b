/**
 * Logging as a file says (BORG_LOGGING_CONF): the ini format of Python's `logging.config.fileConfig`.
 *
 * - *logger*: a name with dots; what it lets through goes to its handlers and to those of the names above it.
 * - *handler*: where lines go. *formatter*: what a line looks like.
 *
 * Stands on text and on the engine's context.
 *
 * @module
 */
export { LoggingConfigurationError } from "./configuration-error.ts";
export { jsonFormatter } from "./json-formatter.ts";
export { LEVELS } from "./levels.ts";
export { loadLogging } from "./load-logging.ts";
export type { LoggerTree } from "./logger-tree.ts";
export type { OutputStreams } from "./make-sink.ts";
export type { LogEntry } from "./record-formatter.ts";
