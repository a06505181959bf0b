import { genericWarning } from "@coffer/format/errors";
import { commitChanges, dropReference, storeArchiveRecord } from "../archive/index.ts";
import { openCache, readArchiveRecord } from "../cache/index.ts";
import type { Cache, LocalCacheOptions } from "../cache/index.ts";
import type { EngineContext } from "../context/index.ts";
import type { Session } from "../session/index.ts";
import { selectArchives } from "./archive-selection.ts";
import type { ArchiveEntry } from "./archive-selection.ts";
import { withSession } from "./repository-target.ts";
import type { RepositoryTarget } from "./repository-target.ts";

export interface ArchivesTamOptions extends RepositoryTarget {
  /** Look only. */
  readonly readOnly: boolean;
  /** Take a manifest without TAM although one is required. */
  readonly force?: boolean;
  readonly cache?: LocalCacheOptions;
}

export interface ArchivesTamResult {
  /** Archives without a valid TAM; they have one now, unless it was to look only. */
  readonly issueCount: number;
}

/** @param newId Of the archive's record with its new TAM. */
export type ArchiveTamVisitor = (
  archive: ArchiveEntry,
  tam: "present" | "missing" | "added",
  newId?: Uint8Array,
) => void;

/**
 * Authenticates the archives that are not (by a TAM each, as Borg demands it since 1.2.5), or looks which these are. What is
 * there is taken for genuine: the user has to look at the archives before. Durable on return.
 *
 * @param visit Called for each archive, the oldest first.
 * @throws The errors of opening, see `openSession` and `openCache`; of an archive that cannot be read; nothing was changed then.
 */
export function upgradeArchivesTam(
  options: ArchivesTamOptions,
  ctx: EngineContext,
  visit: ArchiveTamVisitor,
): Promise<ArchivesTamResult> {
  const { force: forceTamNotRequired = false, readOnly } = options;
  const access = { exclusive: true, operations: ["check"], secure: false, forceTamNotRequired } as const;
  const tolerant = { ...ctx, workarounds: new Set([...ctx.workarounds, "ignore_invalid_archive_tam"]) };
  return withSession(options, tolerant, access, async (session) => {
    const cache = await openCache(session, options.cache);
    try {
      const issueCount = await visitArchives(session, cache, readOnly, visit);
      if (!readOnly) await commitChanges(session, cache);
      else if (issueCount > 0) ctx.reporter.warn(genericWarning(`Found ${issueCount} archives with TAM issues!`));
      return { issueCount };
    } finally {
      await cache.close();
    }
  });
}

/** @returns How many archives had no valid TAM. */
async function visitArchives(
  session: Session,
  cache: Cache,
  readOnly: boolean,
  visit: ArchiveTamVisitor,
): Promise<number> {
  let issueCount = 0;
  for (const archive of selectArchives(session.manifest, { sortBy: ["ts"] })) {
    const { record, verified } = await readArchiveRecord(session, archive.id);
    if (verified) {
      visit(archive, "present");
      continue;
    }
    issueCount += 1;
    if (readOnly) {
      visit(archive, "missing");
      continue;
    }
    await cache.begin();
    const { id } = await storeArchiveRecord(session, cache, record, archive.name);
    await dropReference(cache, session.repository, archive.id);
    visit(archive, "added", id);
  }
  return issueCount;
}
