/**
 * Reading an archive back: onto the disk, into a stream, or just to see that it can be read.
 *
 * Stands on contents, restore, cache, session.
 *
 * @module
 */
export * from "./extract-archive.ts";
export type { ExtractArchiveOptions } from "./extract-options.ts";
