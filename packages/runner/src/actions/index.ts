/**
 * The actions: what can be asked of a repository, one file each.
 *
 * Stands on borg, hooks and what is below them.
 *
 * @module
 */
export type * from "./action-flags.ts";
