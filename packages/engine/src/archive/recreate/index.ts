/**
 * Writing an archive anew out of an existing one: fewer items, other compression, other chunks.
 *
 * - *selection*: which items go over, and what becomes of hard links whose master does not.
 * - *rewriting*: contents are fetched, opened, cut anew if need be, and sealed, on worker threads; order is kept.
 *
 * What need not change is referred to once more, not read.
 *
 * Stands on contents, create, source, jobs, cache, session.
 *
 * @module
 */
export { recreateArchive } from "./recreate-archive.ts";
export type { RecreatedArchive, RecreateArchiveOptions, Recompress } from "./recreate-options.ts";
export { addTaggedFolders } from "./tagged-folders.ts";
export type { ArchiveTagRules } from "./tagged-folders.ts";
