import { toHex } from "@coffer/format/bytes";
import { MAX_DATA_SIZE } from "@coffer/format/segment";
import type { CreatedArchive, Statistics } from "../archive/index.ts";
import { cacheStatistics } from "../cache/index.ts";
import type { Cache, CacheStatistics } from "../cache/index.ts";
import type { Session } from "../session/index.ts";
import { repositoryFacts } from "./repository-facts.ts";
import type { RepositoryFacts } from "./repository-facts.ts";

/** What there is to say of a new archive. */
export interface CreateResult {
  readonly repository: RepositoryFacts;
  readonly archive: {
    readonly name: string;
    /** 64 hex digits. */
    readonly id: string;
    /** Microseconds since 1970. */
    readonly start: bigint;
    /** Microseconds since 1970. */
    readonly end: bigint;
    readonly stats: Statistics;
    readonly limits: {
      /** Share of what Borg can store for the archive's metadata, 0 to 1. */
      readonly max_archive_size: number;
    };
  };
  readonly cache: { readonly path: string; readonly stats: CacheStatistics | undefined };
}

/** @param withCacheStatistics Find the totals of the whole repository as well. */
export async function createResult(
  session: Session,
  cache: Cache,
  created: CreatedArchive,
  withCacheStatistics: boolean,
): Promise<CreateResult> {
  return {
    repository: repositoryFacts(session),
    archive: {
      name: created.name,
      id: toHex(created.id),
      start: created.startMicros,
      end: created.endMicros,
      stats: created.statistics,
      limits: { max_archive_size: created.recordCsize / MAX_DATA_SIZE },
    },
    cache: { path: cache.folder, stats: withCacheStatistics ? await cacheStatistics(session, cache) : undefined },
  };
}
