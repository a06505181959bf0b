import type { CommandRun } from "./command.ts";

/** Settings of the local cache that come from the environment. */
export interface CacheSettings {
  readonly filesCacheSuffix?: string;
  /** Backups that an unseen file stays known for. */
  readonly filesCacheTtl?: number;
  readonly useChunksArchive?: boolean;
}

/** BORG_FILES_CACHE_SUFFIX, BORG_FILES_CACHE_TTL, BORG_USE_CHUNKS_ARCHIVE. */
export function cacheSettings(run: CommandRun): CacheSettings {
  const suffix = run.env["BORG_FILES_CACHE_SUFFIX"];
  const ttl = Number.parseInt(run.env["BORG_FILES_CACHE_TTL"] ?? "", 10);
  const useChunksArchive = run.env["BORG_USE_CHUNKS_ARCHIVE"];
  return {
    ...(suffix === undefined || suffix === "" ? {} : { filesCacheSuffix: suffix }),
    ...(Number.isNaN(ttl) ? {} : { filesCacheTtl: ttl }),
    ...(useChunksArchive === undefined ? {} : { useChunksArchive: YES_WORDS.includes(useChunksArchive.toLowerCase()) }),
  };
}

const YES_WORDS = ["yes", "1", "true"];
