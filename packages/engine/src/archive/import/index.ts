/**
 * Writing an archive of what a tar file holds. The contents go the way of those of `create`.
 *
 * Stands on create and format/tar.
 *
 * @module
 */
export * from "./buffered-file.ts";
export * from "./import-archive.ts";
