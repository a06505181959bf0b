import { CommandError } from "@coffer/format/errors";
import { compileShellPattern } from "@coffer/format/patterns";
import { cacheStatistics, openCache } from "../cache/index.ts";
import type { Cache, CacheStatistics, LocalCacheOptions } from "../cache/index.ts";
import type { EngineContext } from "../context/index.ts";
import { PercentSteps } from "../session/index.ts";
import type { Session } from "../session/index.ts";
import { ArchiveDeletion } from "./archive-deletion.ts";
import type { DeletionSettings } from "./archive-deletion.ts";
import { selectArchives } from "./archive-selection.ts";
import type { ArchiveEntry } from "./archive-selection.ts";
import type { DeletedSizes } from "./drop-archive.ts";
import type { LocalTime } from "./prune-periods.ts";
import { hasPruneRule, isCheckpointName, planPrune, withoutCheckpointEnding } from "./prune-plan.ts";
import type { PruneDecision, PruneRules } from "./prune-plan.ts";
import { withSession } from "./repository-target.ts";
import type { RepositoryTarget } from "./repository-target.ts";

export interface PruneOptions extends RepositoryTarget, DeletionSettings {
  readonly rules: PruneRules;
  /** Only archives whose names match this shell pattern, and their checkpoints, are looked at. */
  readonly glob?: string | undefined;
  /** Calendar and clock of the place whose days and weeks count. @param seconds Since 1970. */
  readonly localTime: (seconds: number) => LocalTime;
  /** Decide only. */
  readonly dryRun?: boolean;
  /** Delete archives although they are damaged. */
  readonly force?: boolean;
  /** Find the totals of the repository after the deletion. */
  readonly withCacheStatistics?: boolean;
  readonly cache?: LocalCacheOptions;
}

export interface PruneResult {
  /** One for each archive that was looked at, newest first. */
  readonly plan: readonly PruneDecision[];
  /** What was freed, as negative bytes. */
  readonly deleted: DeletedSizes;
  readonly cache: CacheStatistics | undefined;
}

/** One archive's turn, after it was dealt with; `number` of `count` archives that are deleted, from 1 (0 for one that stays). */
export type PruneVisitor = (decision: PruneDecision, number: number, count: number) => void;

/**
 * Deletes the archives that no rule keeps, newest first. Space is freed by `compact`.
 *
 * After each checkpoint interval, and at the end, all is committed: repository first, cache then.
 *
 * @param visit Called for each archive in turn, those that stay included.
 * @throws {CommandError} If no rule is given that keeps anything; nothing was changed.
 * @throws The errors of opening, see `openSession` and `openCache`; of a damaged archive, unless forced: the archives
 * since the last commit are still there then.
 */
export function prune(
  options: PruneOptions,
  ctx: EngineContext,
  visit: PruneVisitor = () => undefined,
): Promise<PruneResult> {
  const access = { exclusive: true, operations: ["delete"] } as const;
  return withSession(options, ctx, access, async (session) => {
    if (!hasPruneRule(options.rules)) throw new CommandError(NO_RULE);
    const { rules, localTime } = options;
    const plan = planPrune(candidates(session, options.glob), rules, { nowMicros: ctx.clock.nowMicros(), localTime });
    tellCounts(session, plan);
    const cache = await openCache(session, options.cache);
    try {
      return await carryOut(session, cache, plan, options, visit);
    } finally {
      await cache.close();
    }
  });
}

const NO_RULE =
  'At least one of the "keep-within", "keep-last", "keep-secondly", "keep-minutely", "keep-hourly", "keep-daily", ' +
  '"keep-weekly", "keep-monthly", "keep-13weekly", "keep-3monthly", or "keep-yearly" settings must be specified.';

/** Archives that match, and the checkpoints of archives that would. */
function candidates(session: Session, glob: string | undefined): ArchiveEntry[] {
  const archives = selectArchives(session.manifest, { sortBy: ["ts"] });
  if (glob === undefined || glob === "") return archives;
  const matches = compileShellPattern(glob);
  return archives.filter(({ name }) => matches(name) || matches(withoutCheckpointEnding(name)));
}

function tellCounts(session: Session, plan: readonly PruneDecision[]): void {
  const count = (isCheckpoint: boolean, verdict?: PruneDecision["verdict"]): number =>
    plan.filter((one) => one.isCheckpoint === isCheckpoint && (verdict === undefined || one.verdict === verdict))
      .length;
  const names = [...session.manifest.archives.keys()];
  const checkpoints = names.filter(isCheckpointName).length;
  for (const message of [
    `Repository contains ${names.length - checkpoints} normal archives and ${checkpoints} checkpoint archives.`,
    `Applying rules to the matching ${count(false)} archives and ${count(true)} checkpoints...`,
    `Keeping ${count(false, "keep")} archives and ${count(true, "keep")} checkpoints, ` +
      `pruning ${count(false, "prune")} archives and ${count(true, "prune")} checkpoints.`,
  ]) {
    session.ctx.reporter.log({ level: "info", message, name: "borg.archiver" });
  }
}

async function carryOut(
  session: Session,
  cache: Cache,
  plan: readonly PruneDecision[],
  options: PruneOptions,
  visit: PruneVisitor,
): Promise<PruneResult> {
  const { force = false, considerPartFiles, checkpointInterval, signal } = options;
  const deletion = new ArchiveDeletion(session, cache, {
    forced: force,
    considerPartFiles,
    checkpointInterval,
    signal,
    tellsProgress: false,
  });
  const count = plan.filter(({ verdict }) => verdict === "prune").length;
  const progress = new PercentSteps(session.ctx.reporter, "prune", count);
  let number = 0;
  for (const decision of plan) {
    if (deletion.isInterrupted) break;
    if (decision.verdict === "keep") {
      visit(decision, 0, count);
      continue;
    }
    number += 1;
    progress.step();
    if (options.dryRun !== true) await deletion.drop(decision.archive);
    visit(decision, number, count);
  }
  progress.finish();
  await deletion.finish();
  const wantsTotals = options.withCacheStatistics === true;
  const totals = wantsTotals ? await cacheStatistics(session, cache) : undefined;
  return { plan, deleted: deletion.deleted, cache: totals };
}
