/**
 * What goes into an archive: walking folders, and turning files into items.
 *
 * A *walk* gives events in Borg's order: items to store, statuses to show, warnings. Content is not read here; an entry
 * whose item has the time and inode that the files cache knows is never opened.
 *
 * Stands on platform and format/archive.
 */
export { duringFileAccess, FileError, fileErrorFrom } from "./file-error.ts";
export { MetadataCollector } from "./metadata-collector.ts";
export type { MetadataOptions } from "./metadata-collector.ts";
export { openEntry } from "./open-entry.ts";
export type { Openable, OpenedFile } from "./open-entry.ts";
export { pipedItem } from "./piped-file.ts";
export type { PipedFile } from "./piped-file.ts";
export { RunningProgram } from "./program.ts";
export type { ProgramCall } from "./program.ts";
export { ReadableBytes } from "./readable-bytes.ts";
export { separatedPaths } from "./separated-paths.ts";
export { assertSameFile } from "./same-file.ts";
export { FilePacker, PackedFile } from "./packed-files.ts";
export type { PackedFiles } from "./packed-files.ts";
export { nameOf } from "./walk-event.ts";
export type { WalkEntry, WalkEvent } from "./walk-event.ts";
export { Walker } from "./walker.ts";
export type { ForgottenMaster, PathMatcher, WalkOptions } from "./walker.ts";
export { CACHE_TAG_CONTENTS, CACHE_TAG_NAME } from "./tagged-folder.ts";
