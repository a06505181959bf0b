/**
 * Reading an archive back: onto the disk, into a stream or a tar file, or just to see that it can be read.
 *
 * Stands on contents, restore, cache, session.
 *
 * @module
 */
export * from "./extract-archive.ts";
export { selectedPath } from "./extract-options.ts";
export type { ExtractArchiveOptions, ItemSelection } from "./extract-options.ts";
export * from "./export-archive.ts";
