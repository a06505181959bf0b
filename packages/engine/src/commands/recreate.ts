import { toHex } from "@coffer/format/bytes";
import type { ChunkerParams } from "@coffer/format/chunker";
import { chunkerParamsFromArchive, DEFAULT_CHUNKER_PARAMS, formatChunkerParams } from "@coffer/format/chunker";
import type { CompressionSpec } from "@coffer/format/compression";
import { ArchiveAlreadyExists, CommandError } from "@coffer/format/errors";
import { ChunkIndex } from "@coffer/format/hashindex";
import type { PatternMatcher } from "@coffer/format/patterns";
import { MAX_DATA_SIZE } from "@coffer/format/segment";
import { addTaggedFolders, commitChanges, recreateArchive, renameArchive } from "../archive/index.ts";
import type { ArchiveTagRules, Recompress, RecreateArchiveOptions, RecreatedArchive } from "../archive/index.ts";
import { cacheStatistics, loadArchive, openCache } from "../cache/index.ts";
import type { Cache, CacheStatistics, LoadedArchive, LocalCacheOptions } from "../cache/index.ts";
import type { EngineContext } from "../context/index.ts";
import type { Session } from "../session/index.ts";
import { selectArchives } from "./archive-selection.ts";
import { chosenCompressor } from "./chosen-compressor.ts";
import type { CreateResult } from "./create-result.ts";
import { dropArchive, emptyDeletedSizes } from "./drop-archive.ts";
import { repositoryFacts } from "./repository-facts.ts";
import type { RepositoryFacts } from "./repository-facts.ts";
import { withSession } from "./repository-target.ts";
import type { RepositoryTarget } from "./repository-target.ts";

/** Ends the names of archives that are being made, and of those that were left unfinished. */
const TEMPORARY_SUFFIX = ".recreate";

/** Seconds. */
const CHECKPOINT_INTERVAL = 1800;

export interface RecreateOptions extends RepositoryTarget {
  /** Default: all archives of the repository, oldest first. */
  readonly archive?: string | undefined;
  /** Keep the archive, and make one of this name beside it. */
  readonly target?: string | undefined;
  /** Which items go over. Rules for tagged folders are added to it. */
  readonly matcher: PatternMatcher;
  readonly tags: ArchiveTagRules;
  readonly compression: CompressionSpec;
  readonly recompress: Recompress;
  /** Cut contents anew, where they were cut otherwise. */
  readonly chunker?: ChunkerParams | undefined;
  readonly comment?: string | undefined;
  /** Start of the archive, µs since 1970. Default: as it was. */
  readonly timestampMicros?: bigint | undefined;
  /** What was typed, to be stored in the archive. */
  readonly cmdline: readonly string[];
  readonly dryRun?: boolean;
  /** Seconds between two commits of what is done so far; default 1800; 0: never. */
  readonly checkpointInterval?: number;
  /** Find statistics of each archive and of the whole repository. */
  readonly withStatistics?: boolean;
  readonly cache?: LocalCacheOptions;
  readonly signal?: AbortSignal | undefined;
}

/** Statistics of a recreated archive. */
export interface RecreateStatistics {
  readonly repository: RepositoryFacts;
  readonly archive: CreateResult["archive"];
  readonly totals: CacheStatistics;
}

/** Told how a run goes on. */
export interface RecreateVisitor {
  /** The archive's turn; only where the whole repository is worked on. */
  begin(name: string): void;
  statistics(statistics: RecreateStatistics): void;
}

/**
 * Writes archives anew: without some of their items, with other compression, other chunks, another comment or time.
 *
 * Each archive is first committed under a temporary name, then takes the place of the old one; all is committed at the end. After
 * an error the old archive is there, and perhaps one whose name ends with `.recreate`; nothing else has changed.
 *
 * @throws {ArchiveDoesNotExist | ArchiveAlreadyExists}
 * @throws {CommandError} If there is nothing to do for the only archive, or it is a temporary one.
 * @throws The errors of opening, see `openSession` and `openCache`; of the work, see `recreateArchive`.
 */
export function recreate(options: RecreateOptions, ctx: EngineContext, visitor: RecreateVisitor): Promise<void> {
  const access = { exclusive: true, operations: ["check"], secure: false } as const;
  return withSession(options, ctx, access, async (session) => {
    session.compressor = chosenCompressor(options.compression, ctx);
    const cache = await openCache(session, options.cache);
    try {
      const run = new Recreation(session, cache, options, visitor);
      if (options.archive === undefined) await run.recreateAll();
      else await run.recreateOne(options.archive);
      if (options.dryRun !== true) await commitChanges(session, cache);
    } finally {
      await cache.close();
    }
  });
}

class Recreation {
  readonly #session: Session;
  readonly #cache: Cache;
  readonly #options: RecreateOptions;
  readonly #visitor: RecreateVisitor;
  readonly #rewritten = new ChunkIndex();

  constructor(session: Session, cache: Cache, options: RecreateOptions, visitor: RecreateVisitor) {
    this.#session = session;
    this.#cache = cache;
    this.#options = options;
    this.#visitor = visitor;
  }

  async recreateOne(name: string): Promise<void> {
    if (name.endsWith(TEMPORARY_SUFFIX)) {
      throw new CommandError(`Refusing to work on temporary archive of prior recreate: ${name}`);
    }
    if (await this.#recreate(name)) return;
    throw new CommandError(
      "Nothing to do. Archive was not processed.\n" +
        "Specify at least one pattern, PATH, --comment, re-compression or re-chunking option.",
    );
  }

  async recreateAll(): Promise<void> {
    if (this.#options.target !== undefined) throw new CommandError("--target: Need to specify single archive");
    for (const { name } of selectArchives(this.#session.manifest, { sortBy: ["ts"] })) {
      if (name.endsWith(TEMPORARY_SUFFIX)) continue;
      this.#visitor.begin(name);
      if (await this.#recreate(name)) continue;
      const message = `Skipped archive ${name}: Nothing to do. Archive was not processed.`;
      this.#session.ctx.reporter.log({ level: "info", message, name: "borg.archiver" });
    }
  }

  /** @returns False if there is nothing to do. */
  async #recreate(name: string): Promise<boolean> {
    const { matcher, tags, recompress, comment, target } = this.#options;
    const source = await loadArchive(this.#session, name);
    const stored = target ?? `${name}${TEMPORARY_SUFFIX}`;
    if (this.#session.manifest.archives.has(stored)) throw new ArchiveAlreadyExists(stored);
    if (tags.excludeCaches || tags.excludeIfPresent.length > 0) {
      await addTaggedFolders(this.#session, source, matcher, tags);
    }
    const rechunk = this.#isCutOtherwise(source);
    const changesNothing = matcher.isEmpty && recompress === "never" && !rechunk;
    if (changesNothing && comment === undefined && target === undefined) return false;
    const recreated = await recreateArchive(this.#session, this.#cache, source, this.#archiveOptions(stored, rechunk));
    if (this.#options.dryRun === true) return true;
    if (target === undefined) await this.#replace(name, stored);
    if (this.#options.withStatistics === true) {
      this.#visitor.statistics(await this.#statisticsOf(target ?? name, recreated));
    }
    return true;
  }

  #isCutOtherwise({ record }: LoadedArchive): boolean {
    const { chunker } = this.#options;
    if (chunker === undefined) return false;
    const before = chunkerParamsFromArchive(record.chunker_params);
    return before === undefined || formatChunkerParams(before) !== formatChunkerParams(chunker);
  }

  #archiveOptions(target: string, rechunk: boolean): RecreateArchiveOptions {
    const { matcher, recompress, compression, chunker, comment, timestampMicros, cmdline, dryRun, signal } =
      this.#options;
    return {
      target,
      matcher,
      recompress,
      compression,
      chunker: chunker ?? DEFAULT_CHUNKER_PARAMS,
      rechunk,
      comment,
      timestampMicros,
      cmdline,
      rewritten: this.#rewritten,
      dryRun,
      checkpointInterval: this.#options.checkpointInterval ?? CHECKPOINT_INTERVAL,
      signal,
    };
  }

  /** The new archive takes name and place of the old one. Durable with the next commit. */
  async #replace(name: string, stored: string): Promise<void> {
    const deleted = emptyDeletedSizes();
    await dropArchive(this.#session, this.#cache, name, {
      deleted,
      forced: false,
      considerPartFiles: false,
      tellsProgress: true,
    });
    await renameArchive(this.#session, this.#cache, stored, name);
  }

  async #statisticsOf(name: string, { begunMicros, statistics }: RecreatedArchive): Promise<RecreateStatistics> {
    const { manifest, ctx } = this.#session;
    const id = manifest.archives.get(name)?.id ?? new Uint8Array(32);
    const { chunks } = this.#cache;
    return {
      repository: repositoryFacts(this.#session),
      archive: {
        name,
        id: toHex(id),
        start: begunMicros,
        end: ctx.clock.nowMicros(),
        stats: statistics,
        limits: { max_archive_size: chunks.csizeAt(chunks.find(id)) / MAX_DATA_SIZE },
      },
      totals: await cacheStatistics(this.#session, this.#cache),
    };
  }
}
