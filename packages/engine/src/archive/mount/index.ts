/**
 * Archives as a mounted file system: a tree of nodes in a few dozen bytes each, items and contents read when they are asked for.
 *
 * - *place*: where an item lies in the item streams that were read. *view*: what is shown, and how.
 *
 * Stands on fuse, cache, session, contents and jobs.
 */
export { withArchivesAsFiles } from "./mount-archives.ts";
export type { MountView } from "./mount-view.ts";
