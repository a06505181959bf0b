/**
 * The client's cache of one repository, in Borg's own place and format.
 *
 * - *chunks*: reference count and sizes of every object; must fit the manifest, else it is brought up to date by a *sync*.
 * - *files*: what earlier backups knew of each file.
 * - *archive reader*: metadata and items of one archive.
 * - *ad hoc cache*: none of that on disk, every known chunk counts for ever.
 *
 * Caches can be thrown away any time; the security folder, which belongs to session, must not.
 * Stands on session, repository, storage and format. Formats: docs/formats/chunks-cache.md, files-cache.md.
 *
 * @module
 */
export { ArchiveIndexStore } from "./archive-index-store.ts";
export {
  asIntegrityError,
  decodeArchive,
  decodeItemBatches,
  loadArchive,
  readArchiveRecord,
  readItemBatches,
  readItems,
} from "./archive-reader.ts";
export type { LoadedArchive, ReadArchiveRecord } from "./archive-reader.ts";
export { archiveStatistics, cacheStatistics } from "./archive-statistics.ts";
export type { ArchiveStatistics, CacheStatistics } from "./archive-statistics.ts";
export { AdHocCache } from "./ad-hoc-cache.ts";
export { breakCacheLock } from "./cache-lock.ts";
export type { Cache, ChunkSizes, DroppedReference } from "./cache.ts";
export { countArchive, syncChunks } from "./cache-sync.ts";
export { ChunksIndexError } from "./chunk-references.ts";
export * from "./files/index.ts";
export { destroyCache, forgetChunks, LocalCache } from "./local-cache.ts";
export type { LocalCacheOptions } from "./local-cache.ts";
export { openCache } from "./open-cache.ts";
export type { CacheOptions } from "./open-cache.ts";
export { ReferenceScanner } from "./references.ts";
