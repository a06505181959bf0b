import { parseTimestamp } from "@coffer/format/archive";
import { toHex } from "@coffer/format/bytes";
import { MAX_DATA_SIZE } from "@coffer/format/segment";
import { archiveStatistics, cacheStatistics, loadArchive, openCache } from "../cache/index.ts";
import type { ArchiveStatistics, Cache, CacheStatistics, LocalCacheOptions } from "../cache/index.ts";
import type { EngineContext } from "../context/index.ts";
import type { Session } from "../session/index.ts";
import { selectArchives } from "./archive-selection.ts";
import type { ArchiveSelection } from "./archive-selection.ts";
import { endOf } from "./list.ts";
import { repositoryFacts } from "./repository-facts.ts";
import type { RepositoryFacts } from "./repository-facts.ts";
import { withSession } from "./repository-target.ts";
import type { RepositoryTarget } from "./repository-target.ts";

export interface InfoOptions extends RepositoryTarget {
  /** Show this archive … */
  readonly archive?: string | undefined;
  /** … or these; neither: the repository alone. */
  readonly selection?: ArchiveSelection | undefined;
  readonly considerPartFiles?: boolean;
  readonly cache?: LocalCacheOptions;
}

/** One archive, with Borg's names. */
export interface ArchiveInfo {
  readonly name: string;
  /** 64 hex digits. */
  readonly id: string;
  /** Microseconds since 1970. */
  readonly start: bigint;
  /** Microseconds since 1970. */
  readonly end: bigint;
  /** Seconds. */
  readonly duration: number;
  readonly stats: ArchiveStatistics;
  readonly limits: {
    /** Share of what Borg can store for the archive's metadata, 0 to 1. */
    readonly max_archive_size: number;
  };
  readonly command_line: readonly string[];
  readonly cwd: string;
  readonly hostname: string;
  readonly username: string;
  readonly comment: string;
  /** As Borg's JSON has them; an empty text where the archive does not tell. */
  readonly chunker_params: readonly (string | number)[] | "";
}

export interface InfoResult {
  readonly repository: RepositoryFacts;
  readonly cache: { readonly path: string; readonly stats: CacheStatistics };
}

/**
 * Tells about a repository, or about archives in it: one call of `visit` for each of them, before the result.
 * @throws {ArchiveDoesNotExist}
 * @throws The errors of opening, see `openSession` and `openCache`.
 */
export function info(
  options: InfoOptions,
  ctx: EngineContext,
  visit: (archive: ArchiveInfo, result: InfoResult) => void | Promise<void> = () => undefined,
): Promise<InfoResult> {
  return withSession(options, ctx, { exclusive: false, operations: ["read"] }, async (session) => {
    const cache = await openCache(session, options.cache);
    try {
      const result: InfoResult = {
        repository: repositoryFacts(session),
        cache: {
          path: cache.folder,
          stats: await cacheStatistics(session, cache, options.considerPartFiles),
        },
      };
      for (const name of archiveNames(session, options)) {
        await visit(await archiveInfo(session, cache, name, options), result);
      }
      return result;
    } finally {
      await cache.close();
    }
  });
}

function archiveNames(session: Session, options: InfoOptions): string[] {
  if (options.archive !== undefined) return [options.archive];
  if (options.selection === undefined) return [];
  return selectArchives(session.manifest, options.selection).map((archive) => archive.name);
}

async function archiveInfo(session: Session, cache: Cache, name: string, options: InfoOptions): Promise<ArchiveInfo> {
  const archive = await loadArchive(session, name);
  const { record } = archive;
  const considerPartFiles = options.considerPartFiles ?? false;
  const stats = await archiveStatistics(session, cache, archive, { unique: true, considerPartFiles });
  const start = parseTimestamp(record.time);
  const end = parseTimestamp(endOf(record));
  return {
    name: record.name,
    id: toHex(archive.id),
    start,
    end,
    duration: Number(end - start) / 1e6,
    stats,
    limits: { max_archive_size: archive.csize / MAX_DATA_SIZE },
    command_line: record.cmdline,
    cwd: record.cwd ?? "",
    hostname: record.hostname,
    username: record.username,
    comment: record.comment ?? "",
    chunker_params: normalizeChunkerParams(record.chunker_params),
  };
}

/** Archives of very old versions leave out the algorithm's name. */
function normalizeChunkerParams(params: readonly (string | number)[] | undefined): readonly (string | number)[] | "" {
  if (params === undefined) return "";
  return params.length === 4 && typeof params[0] === "number" ? ["buzhash", ...params] : params;
}
