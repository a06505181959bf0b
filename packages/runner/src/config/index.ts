/**
 * The configuration: from YAML files to one object that every other part reads.
 *
 * Words: an *option* is one row of the tables in `schema/`, which are the only source of its type, its default, its flag and its text in
 * the manual. A *configuration* holds the options of one file with all it includes, in normalized form: deprecated spellings are gone.
 *
 * Stands on `runner/system`.
 *
 * @module
 */
export { ACTION_NAMES } from "./schema/index.ts";
export type { ActionName, CheckOptions, CommandHook, Configuration, RepositoryOptions } from "./schema/index.ts";
