/**
 * Hooks: what happens around the work of Borg.
 *
 * Words: a *command hook* is a shell command of the administrator; a *monitor* is a service that is told of a run.
 *
 * Stands on log, system; the cli's words.
 *
 * @module
 */
export * from "./command/index.ts";
export * from "./monitoring/index.ts";
