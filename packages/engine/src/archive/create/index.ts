/**
 * Writing an archive: the pipeline from files to the log, and what describes the archive afterwards.
 *
 * - *entry*: one thing that the walk found. *unit*: entries that travel together. *piece*: a part of a large file.
 * - *stage*: a loop on the main thread that takes units in order of discovery; see docs/decisions/0070.
 *
 * Stands on source, jobs, cache, session.
 *
 * @module
 */
export type { ArchiveFeed } from "./archive-feed.ts";
export { commitChanges, storeArchiveRecord } from "./archive-store.ts";
export { dropReference } from "./content-chunks.ts";
export * from "./create-archive.ts";
export type { PipedContent, PipedInput } from "./piped-entry.ts";
export * from "./statistics.ts";
export { startCreatePool } from "./create-pool.ts";
export { WalkAhead } from "./walk-ahead.ts";
export type { WalkAheadOptions } from "./walk-ahead.ts";
