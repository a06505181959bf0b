/**
 * Hooks: what happens around the work of Borg.
 *
 * Words: a *command hook* is a shell command of the administrator; a *monitor* is a service that is told of a run. A *data source* adds
 * something to an archive that is no file of its own: the stream of a database dump, a frozen file system, the configuration that the archive
 * was made with. A *dump* runs beside `create` and writes into a named pipe which the archive's maker reads. A *leftover* is what a run
 * that was killed could not put away. A *credential* is a value `{credential HOOK WORDS}` of the configuration.
 *
 * Stands on config, log, system, version; the cli's words.
 *
 * @module
 */
export * from "./command/index.ts";
export * from "./credential/index.ts";
export * from "./data-source/index.ts";
export * from "./monitoring/index.ts";
