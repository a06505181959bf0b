/**
 * Putting items back on disk.
 *
 * A *place* is a name in an open folder inside the target. `ItemRestorer` replaces what is in the way, follows no symlink
 * and leaves the target never.
 *
 * Stands on platform, format/archive and `source/` (its `FileError`).
 */
export { assertContent } from "./assert-content.ts";
export { ItemRestorer } from "./item-restorer.ts";
export type { FileRestoration, ItemRestorerOptions } from "./item-restorer.ts";
export { MasterLinks } from "./master-links.ts";
export { ParentFolders } from "./parent-folders.ts";
export type { Place } from "./parent-folders.ts";
export { ownerOf } from "./restore-attributes.ts";
export type { RestoreOptions } from "./restore-attributes.ts";
export { isAllZero } from "./zeros.ts";
