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
export { ArchiveStore, commitChanges, storeArchiveRecord } from "./archive-store.ts";
export { dropReference } from "./content-chunks.ts";
export * from "./create-archive.ts";
export type { EntryIntake } from "./entry-intake.ts";
export type { ItemCollector } from "./item-collector.ts";
export type { PipedContent, PipedInput } from "./piped-entry.ts";
export type { Decided } from "./dedup-stage.ts";
export {
  DECIDED_AHEAD_MAX,
  GROUPED_FILE_BYTES_MAX,
  ITEMS_PER_FLUSH,
  SEAL_BATCH_BYTES,
  sealedBytesMax,
} from "./limits.ts";
export { Sealer } from "./sealer.ts";
export * from "./statistics.ts";
export { startCreatePool } from "./create-pool.ts";
export type { ByteStream, ContentSource, CountedChunk, Outcome, PipelineEntry } from "./unit.ts";
export * from "./write-archive.ts";
export { OwnSource } from "./own-source.ts";
export { SharedSource, SourceShare } from "./shared-source.ts";
export type { SharedPlan } from "./shared-source.ts";
export type { WalkAheadOptions } from "./walk-ahead.ts";
export { WriteStage } from "./write-stage.ts";
