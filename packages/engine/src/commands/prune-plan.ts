import { toHex } from "@coffer/format/bytes";
import type { ArchiveEntry } from "./archive-selection.ts";
import { PERIOD_RULES, periodOf } from "./prune-periods.ts";
import type { LocalTime, PeriodRule } from "./prune-periods.ts";

/** How many archives to keep by each rule; 0 or absent: the rule keeps none, negative: no limit. */
export interface PruneRules extends Readonly<Partial<Record<PeriodRule, number | undefined>>> {
  /** Keep all archives of the last so many hours. */
  readonly withinHours?: number | undefined;
}

/** The calendar and clock that periods are counted by. */
export interface PruneTimes {
  /** Microseconds since 1970. */
  readonly nowMicros: bigint;
  /** @param seconds Since 1970. */
  readonly localTime: (seconds: number) => LocalTime;
}

/** What becomes of one archive. */
export interface PruneDecision {
  readonly archive: ArchiveEntry;
  readonly isCheckpoint: boolean;
  readonly verdict: "keep" | "prune";
  /** Why a normal archive is kept. */
  readonly because: KeepReason | undefined;
}

/** The rule that keeps an archive, in Borg's words (`daily`, `daily[oldest]`, `within`), and how many it had kept then. */
export interface KeepReason {
  readonly rule: string;
  readonly number: number;
}

const CHECKPOINT = /\.checkpoint(\.\p{Nd}+)?$/u;

/** Whether a name is that of an interrupted backup. */
export function isCheckpointName(name: string): boolean {
  return CHECKPOINT.test(name);
}

/** The name that a checkpoint would have without its ending. */
export function withoutCheckpointEnding(name: string): string {
  return name.replace(CHECKPOINT, "");
}

/** True if a rule is given that may keep something: without one, all archives would go. */
export function hasPruneRule(rules: PruneRules): boolean {
  return [rules.withinHours, ...PERIOD_RULES.map((rule) => rules[rule])].some((wanted) => (wanted ?? 0) !== 0);
}

/**
 * Decides by Borg's rules which archives stay: first all that are young enough, then for each rule, from seconds to years, the
 * newest archive of each period that no earlier rule has kept. A rule that finds fewer periods than it wants keeps the
 * oldest archive as well.
 *
 * Checkpoints go, all but the newest, which stays while no normal archive is newer; they never count for a rule.
 *
 * @param archives In any order; of equal times, those that come later count as newer.
 * @returns One decision for each, newest archive first.
 */
export function planPrune(archives: readonly ArchiveEntry[], rules: PruneRules, times: PruneTimes): PruneDecision[] {
  const newestFirst = archives
    .toSorted((a, b) => (a.time < b.time ? -1 : Number(a.time > b.time)))
    .toReversed()
    .map((archive) => ({ archive, isCheckpoint: isCheckpointName(archive.name) }));
  const normal = newestFirst.filter(({ isCheckpoint }) => !isCheckpoint).map(({ archive }) => archive);
  const kept = keepByRules(normal, rules, times);
  return newestFirst.map(({ archive, isCheckpoint }, index) => {
    const because = isCheckpoint ? undefined : kept.get(toHex(archive.id));
    const stays = isCheckpoint ? index === 0 : because !== undefined;
    return { archive, isCheckpoint, verdict: stays ? "keep" : "prune", because };
  });
}

/** Reasons by archive id. @param newestFirst Without checkpoints. */
function keepByRules(
  newestFirst: readonly ArchiveEntry[],
  rules: PruneRules,
  times: PruneTimes,
): Map<string, KeepReason> {
  const kept = new Map<string, KeepReason>();
  const { withinHours = 0 } = rules;
  if (withinHours > 0) keepWithin(newestFirst, times.nowMicros - BigInt(withinHours) * 3_600_000_000n, kept);
  for (const rule of PERIOD_RULES) keepByPeriod(newestFirst, rule, rules[rule] ?? 0, times, kept);
  return kept;
}

function keepWithin(newestFirst: readonly ArchiveEntry[], afterMicros: bigint, kept: Map<string, KeepReason>): void {
  let number = 0;
  for (const { id, time } of newestFirst) {
    if (time <= afterMicros) continue;
    number += 1;
    kept.set(toHex(id), { rule: "within", number });
  }
}

function keepByPeriod(
  newestFirst: readonly ArchiveEntry[],
  rule: PeriodRule,
  wanted: number,
  times: PruneTimes,
  kept: Map<string, KeepReason>,
): void {
  if (wanted === 0) return;
  let number = 0;
  let last: string | undefined;
  for (const { id, time } of newestFirst) {
    const period = periodOf(rule, times.localTime(wholeSeconds(time)));
    if (period === last) continue;
    last = period;
    if (kept.has(toHex(id))) continue;
    number += 1;
    kept.set(toHex(id), { rule, number });
    if (number === wanted) return;
  }
  const oldest = newestFirst.at(-1);
  if (oldest === undefined || number >= wanted || kept.has(toHex(oldest.id))) return;
  kept.set(toHex(oldest.id), { rule: `${rule}[oldest]`, number: number + 1 });
}

function wholeSeconds(micros: bigint): number {
  return Math.floor(Number(micros) / 1_000_000);
}
