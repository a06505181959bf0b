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
  /** Files that were read because they are new to this machine's files cache, or because they have changed. */
  readonly files: { readonly added: number; readonly modified: number };
  /** Bytes that all archives of the repository take, if wanted. */
  readonly stored_size: number | undefined;
  readonly cache: { readonly path: string; readonly stats: CacheStatistics | undefined };
}

/** What is to be found besides the statistics of the archive. */
export interface ResultWishes {
  /** The totals of the whole repository; takes a read of each archive's record. */
  readonly withCacheStatistics?: boolean;
  /** `stored_size`; takes a look at each chunk of the index. */
  readonly withStoredSize?: boolean;
}

export async function createResult(
  session: Session,
  cache: Cache,
  created: CreatedArchive,
  { withCacheStatistics = false, withStoredSize = false }: ResultWishes,
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
    files: created.readFiles,
    stored_size: withStoredSize ? cache.chunks.summarize().unique_csize : undefined,
    cache: { path: cache.folder, stats: withCacheStatistics ? await cacheStatistics(session, cache) : undefined },
  };
}
