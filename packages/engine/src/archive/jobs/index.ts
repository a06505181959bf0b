/**
 * What the pipelines run on worker threads: the *read* stage (files to chunks and ids), the *seal* stage (chunks to log
 * entries) and the *open* stage (log entries to verified chunks).
 *
 * Jobs own nothing: they see an unlocked key of their own and the regions that their message names.
 *
 * Stands on threads and format.
 *
 * @module
 */
export type { ContentCut } from "./cut-content.ts";
export * from "./files-changed.ts";
export * from "./jobs.ts";
export * from "./looks-like-archive.ts";
export * from "./open-chunks.ts";
export * from "./pipeline-pool.ts";
export * from "./read-files.ts";
export * from "./read-piece.ts";
export * from "./seal-chunks.ts";
export * from "./setup.ts";
export * from "./stop-if-interrupted.ts";
export * from "./until-interrupted.ts";
export * from "./verify-chunks.ts";
export * from "./walk.ts";
