import { genericWarning } from "@coffer/format/errors";
import { parseTimestamp } from "@coffer/format/archive";
import { cacheStatistics, openCache } from "../cache/index.ts";
import type { Cache, CacheStatistics, LocalCacheOptions } from "../cache/index.ts";
import type { EngineContext } from "../context/index.ts";
import type { Session } from "../session/index.ts";
import { ArchiveDeletion } from "./archive-deletion.ts";
import type { DeletionSettings } from "./archive-deletion.ts";
import { selectArchives } from "./archive-selection.ts";
import type { ArchiveEntry, ArchiveSelection } from "./archive-selection.ts";
import { emptyDeletedSizes } from "./drop-archive.ts";
import type { DeletedSizes } from "./drop-archive.ts";
import { withSession } from "./repository-target.ts";
import type { RepositoryTarget } from "./repository-target.ts";

export interface DeleteArchivesOptions extends RepositoryTarget, DeletionSettings {
  /** Names, or which archives of the repository. */
  readonly archives: readonly string[] | ArchiveSelection;
  readonly dryRun?: boolean;
  /** 1: delete archives although they are damaged; 2: only take them off the manifest's list. */
  readonly force?: number;
  /** Find the totals of the repository after the deletion. */
  readonly withCacheStatistics?: boolean;
  readonly cache?: LocalCacheOptions;
}

export interface DeleteArchivesResult {
  /** Archives that were (or, in a dry run, would be) deleted. */
  readonly archives: readonly ArchiveEntry[];
  /** What was freed, as negative bytes. All 0 with `force: 2`. */
  readonly deleted: DeletedSizes;
  readonly cache: CacheStatistics | undefined;
}

/** One archive's turn: `number` of `count`, from 1. */
export type DeleteVisitor = (archive: ArchiveEntry, number: number, count: number) => void;

/**
 * Deletes archives: drops their references and deletes the chunks that nothing else refers to. Space is freed by `compact`.
 *
 * Archives that are not there are warned of. After each checkpoint interval, and at the end, all is committed: repository
 * first, cache then.
 *
 * @param visit Called before an archive is deleted (with `force: 2`, after).
 * @throws The errors of opening, see `openSession` and `openCache`; of a damaged archive, unless forced: the archives
 * since the last commit are still there then.
 */
export function deleteArchives(
  options: DeleteArchivesOptions,
  ctx: EngineContext,
  visit: DeleteVisitor = () => undefined,
): Promise<DeleteArchivesResult> {
  const access = { exclusive: true, operations: ["delete"], secure: false } as const;
  return withSession(options, ctx, access, async (session) => {
    const names = wantedNames(session, options);
    if (names.length === 0) return { archives: [], deleted: emptyDeletedSizes(), cache: undefined };
    if (options.force === 2) return forgetArchives(session, names, options, visit);
    const cache = await openCache(session, options.cache);
    try {
      return await dropArchives(session, cache, names, options, visit);
    } finally {
      await cache.close();
    }
  });
}

function wantedNames(session: Session, options: DeleteArchivesOptions): readonly string[] {
  const { archives } = options;
  if (isNames(archives)) return archives;
  return selectArchives(session.manifest, archives).map((archive) => archive.name);
}

function isNames(archives: DeleteArchivesOptions["archives"]): archives is readonly string[] {
  return Array.isArray(archives);
}

function findArchive(session: Session, name: string): ArchiveEntry | undefined {
  const entry = session.manifest.archives.get(name);
  return entry && { name, id: entry.id, time: parseTimestamp(entry.time) };
}

async function dropArchives(
  session: Session,
  cache: Cache,
  names: readonly string[],
  options: DeleteArchivesOptions,
  visit: DeleteVisitor,
): Promise<DeleteArchivesResult> {
  const { considerPartFiles, checkpointInterval, signal } = options;
  const forced = (options.force ?? 0) > 0;
  const deletion = new ArchiveDeletion(session, cache, {
    forced,
    considerPartFiles,
    checkpointInterval,
    signal,
    tellsProgress: true,
  });
  const archives: ArchiveEntry[] = [];
  for (const [index, name] of names.entries()) {
    const archive = findArchive(session, name);
    if (archive === undefined) {
      session.ctx.reporter.warn(genericWarning(`Archive ${name} not found (${index + 1}/${names.length}).`));
      continue;
    }
    visit(archive, index + 1, names.length);
    archives.push(archive);
    if (options.dryRun !== true) await deletion.drop(archive);
    if (deletion.isInterrupted) break;
  }
  await deletion.finish();
  const wantsTotals = options.withCacheStatistics === true;
  const totals = wantsTotals ? await cacheStatistics(session, cache) : undefined;
  return { archives, deleted: deletion.deleted, cache: totals };
}

/** Takes archives off the list and leaves their chunks behind; a repair frees those. */
async function forgetArchives(
  session: Session,
  names: readonly string[],
  options: DeleteArchivesOptions,
  visit: DeleteVisitor,
): Promise<DeleteArchivesResult> {
  const { reporter } = session.ctx;
  const archives: ArchiveEntry[] = [];
  for (const [index, name] of names.entries()) {
    const archive = findArchive(session, name);
    if (archive === undefined) {
      reporter.warn(genericWarning(`Archive ${name} not found (${index + 1}/${names.length}).`));
      continue;
    }
    session.manifest.archives.delete(name);
    archives.push(archive);
    visit(archive, index + 1, names.length);
  }
  if (options.dryRun === true) {
    reporter.log({ level: "info", message: "Finished dry-run.", name: "borg.archiver" });
  } else if (archives.length > 0) {
    await session.writeManifest();
    await session.repository.commit();
    const message = 'Done. Run "borg check --repair" to clean up the mess.';
    reporter.log({ level: "warning", message, name: "borg.archiver" });
  } else {
    reporter.log({ level: "warning", message: "Aborted.", name: "borg.archiver" });
  }
  return { archives, deleted: emptyDeletedSizes(), cache: undefined };
}
