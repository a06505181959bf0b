/**
 * The files cache: what earlier backups knew of each file, packed into one buffer. Stands on format/bytes.
 *
 * @module
 */
export { FileTable } from "./file-table.ts";
export { FilesCacheDecoder, FilesCacheInvalid } from "./files-cache-codec.ts";
export { FilesCache } from "./files-cache.ts";
export type { CachedStat, FileLookup } from "./files-cache.ts";
export { FILES_CACHE_MODE_DEFAULT, FILES_CACHE_MODE_DISABLED, type FilesCacheMode } from "./files-cache-mode.ts";
