/**
 * What goes to standard error besides answers: Borg's log, progress, status of files; and the exit code.
 *
 * Stands on text and on the engine's context.
 *
 * @module
 */
export { loadLogging, LoggingConfigurationError, type LoggerTree } from "./configuration/index.ts";
export * from "./exit-code.ts";
export * from "./logger.ts";
export * from "./progress-printer.ts";
export * from "./reporter.ts";
export { remoteLines } from "./remote-lines.ts";
