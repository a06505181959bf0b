import type { ArchiveRecord } from "@coffer/format/archive";
import { chunkerParamsFromArchive, formatChunkerParams } from "@coffer/format/chunker";
import { diffArchives } from "../archive/index.ts";
import type { ItemChange } from "../archive/index.ts";
import { loadArchive } from "../cache/index.ts";
import type { EngineContext, Reporter } from "../context/index.ts";
import type { DiffSortKey, Sortable } from "./diff-order.ts";
import { makeSortable, sortDifferences } from "./diff-order.ts";
import { withSession } from "./repository-target.ts";
import type { RepositoryTarget } from "./repository-target.ts";

export interface DiffOptions extends RepositoryTarget {
  readonly before: string;
  readonly after: string;
  /** Which items; default all. */
  readonly matches?: ((path: string) => boolean) | undefined;
  readonly considerPartFiles?: boolean;
  /** Take it that both archives were cut alike, whatever they say. */
  readonly sameChunkerParams?: boolean;
  /** Owner, mode and times do not count. */
  readonly contentOnly?: boolean;
  /** First key first; default none: as the archives hold the items. Sorting keeps all differences in memory. */
  readonly sortBy?: readonly DiffSortKey[];
  readonly signal?: AbortSignal | undefined;
}

/** A path at which the archives differ; `changes` is empty where Borg has no words for the difference. */
export interface PathDifference {
  readonly path: string;
  readonly changes: readonly ItemChange[];
}

/**
 * Compares two archives of a repository, one call of `visit` for each path at which they differ.
 *
 * Archives that were cut into chunks by different parameters are compared by content, which is slow; that is a warning.
 *
 * @throws {ArchiveDoesNotExist}
 * @throws The errors of opening, see `openSession`; of reading, see `diffArchives`.
 */
export function diff(
  options: DiffOptions,
  ctx: EngineContext,
  visit: (difference: PathDifference) => void,
): Promise<void> {
  return withSession(options, ctx, { exclusive: false, operations: ["read"] }, async (session) => {
    const before = await loadArchive(session, options.before);
    const after = await loadArchive(session, options.after);
    const canCompareChunkIds = options.sameChunkerParams === true || wereCutAlike(before.record, after.record, ctx);
    const { matches, considerPartFiles, contentOnly, signal, sortBy = [] } = options;
    const rules = {
      canCompareChunkIds,
      contentOnly: contentOnly ?? false,
      matches,
      considerPartFiles: considerPartFiles ?? false,
      signal,
    };
    const archives = { before, after };
    if (sortBy.length === 0) return diffArchives(session, archives, rules, visit);
    const differences: Sortable[] = [];
    await diffArchives(session, archives, rules, (difference) => differences.push(makeSortable(difference, sortBy)));
    sortDifferences(differences, sortBy);
    differences.forEach(visit);
  });
}

function wereCutAlike(before: ArchiveRecord, after: ArchiveRecord, { reporter }: EngineContext): boolean {
  const [first, second] = [before, after].map(cuttingOf);
  if (first !== undefined && second !== undefined) {
    if (first !== second)
      warnOfSlowness("--chunker-params are different between archives, diff will be slow.", reporter);
    return first === second;
  }
  warnOfSlowness(
    "--chunker-params might be different between archives, diff will be slow.\n" +
      "If you know for certain that they are the same, pass --same-chunker-params to override this check.",
    reporter,
  );
  return false;
}

/** Chunker parameters as a text; those of very old archives and of new ones are equal if they mean the same. */
function cuttingOf({ chunker_params }: ArchiveRecord): string | undefined {
  const params = chunkerParamsFromArchive(chunker_params);
  return params === undefined ? chunker_params?.join(",") : formatChunkerParams(params);
}

/** Has no exit code of its own. */
function warnOfSlowness(message: string, reporter: Reporter): void {
  reporter.log({ level: "warning", message, name: "borg.archiver" });
}
