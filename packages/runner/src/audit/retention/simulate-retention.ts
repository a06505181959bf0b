import { utcTime } from "@coffer/cli/text";
import { type ArchiveEntry, planPrune, type PruneRules } from "@coffer/engine/commands";
import type { Configuration } from "../../config/index.ts";
import { retentionRules } from "./retention-rules.ts";

/** In milliseconds. */
export interface Promised {
  readonly reachMs: number;
  readonly everyMs: number;
}

/** What is there of a history after pruning, at the worst of the moments that were tried. */
export interface KeptHistory {
  readonly isKept: boolean;
  /** Age of the oldest archive, or the reach of the promise if that is less. */
  readonly reachMs: number;
  /** The longest time between two archives within the reach. */
  readonly gapMs: number;
}

const DAY_MS = 86_400_000;

/** Archives that are tried at most; a finer grid tells nothing more. */
const ARCHIVES_MAX = 20_000;

/** Months and years are not as long as each other. */
const TOLERANCE = 1.1;

/** Moments that are tried, so far apart: what is kept depends on the days of week and month. */
const MOMENTS = 12;
const BETWEEN_MOMENTS_MS = 5 * DAY_MS;

/** Prunes a history of archives that were made daily, or as often as the promise asks for, by the retention options. */
export function simulateRetention(configuration: Configuration, promised: Promised, nowMs: number): KeptHistory {
  const rules = retentionRules(configuration);
  const { reachMs, everyMs } = promised;
  const intervalMs = Math.max(Math.min(DAY_MS, everyMs), (2 * reachMs) / ARCHIVES_MAX);
  let worst: KeptHistory = { isKept: true, reachMs, gapMs: 0 };
  for (let moment = 0; moment < MOMENTS; moment++) {
    const agesMs = keptAges(rules, intervalMs, 2 * reachMs, nowMs + moment * BETWEEN_MOMENTS_MS);
    const kept = measure(agesMs, promised, everyMs * TOLERANCE + intervalMs);
    if (!kept.isKept && (worst.isKept || kept.gapMs > worst.gapMs)) worst = kept;
  }
  return worst;
}

/** Ages of what is kept, youngest first. */
function keptAges(rules: PruneRules, intervalMs: number, historyMs: number, nowMs: number): readonly number[] {
  const count = Math.ceil(historyMs / intervalMs);
  const archives: ArchiveEntry[] = Array.from({ length: count }, (_, number) => {
    const id = new Uint8Array(4);
    new DataView(id.buffer).setUint32(0, number);
    return { name: String(number), id, time: BigInt(Math.round(nowMs - number * intervalMs)) * 1000n };
  });
  const times = { nowMicros: BigInt(nowMs) * 1000n, localTime: utcTime };
  return planPrune(archives, rules, times)
    .filter(({ verdict }) => verdict === "keep")
    .map(({ archive }) => nowMs - Number(archive.time / 1000n));
}

function measure(agesMs: readonly number[], { reachMs }: Promised, gapMaxMs: number): KeptHistory {
  let gapMs = 0;
  let beforeMs = 0;
  for (const ageMs of [...agesMs, Infinity]) {
    // beyond the reach nothing is promised
    gapMs = Math.max(gapMs, Math.min(ageMs, reachMs) - beforeMs);
    beforeMs = ageMs;
    if (ageMs >= reachMs) break;
  }
  return { isKept: gapMs <= gapMaxMs, reachMs: Math.min(agesMs.at(-1) ?? 0, reachMs), gapMs };
}
