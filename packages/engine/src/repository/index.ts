/**
 * A transactional store of opaque objects under 32-byte ids: a log of segments, an index into it, hints for compaction.
 *
 * - *object*: what a caller stores, already encrypted; *id*: its 32-byte name. *entry*: its record in the log.
 * - *transaction*: everything between two COMMITs; its id is the number of the segment that ends with the COMMIT.
 * - *committed state*: what the log says up to its last COMMIT. The index on disk may be older; a *replay* brings it up to date.
 * - *superseded*: a PUT that a later entry of the same id made void. *Compaction* rewrites segments that hold many of them.
 *
 * Knows nothing of encryption and archives. Stands on storage and format (segment, hashindex, errors).
 * Formats: docs/formats/repository.md, segment.md, hints.md, integrity.md, locks.md.
 *
 * @module
 */
export type * from "./repository.ts";
export { LocalRepository } from "./local-repository.ts";
export type { CreateOptions, OpenOptions, PlaceOptions, RepositoryContext } from "./open-options.ts";
export { SoleKeeper } from "./log-keeper.ts";
export type { LogKeeper } from "./log-keeper.ts";
export type { LoggedEntry, ScanLogOptions } from "./scan-log.ts";
export type { RepositoryLock } from "./repository-lock.ts";
export { lastCommittedSegment, endsWithCommit } from "./committed-segments.ts";
export { formatRanges, parseRanges } from "./number-ranges.ts";
export {
  closingAfter,
  openFolderFiles,
  openLocalFiles,
  openWritableFolderFiles,
  openWritableLocalFiles,
} from "./repository-files.ts";
export type { RepositoryFiles, RepositoryFolder, WritableFiles } from "./repository-files.ts";
export { scanSegment } from "./scan-segment.ts";
export { parseConfig } from "./read-config.ts";
export { SegmentFiles } from "./segment-files.ts";
export { createRepositoryFolder, isRepository } from "./create-repository.ts";
export { LegacyFiles } from "./legacy-files.ts";
export { nextOperation, PercentProgress } from "./percent-progress.ts";
