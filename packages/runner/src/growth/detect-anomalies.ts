import type { Finding } from "../state/index.ts";
import { describeAnomalies, describeCreeping, SLOW_ENCRYPTION } from "./describe-anomalies.ts";
import { detectCreeping, WINDOW } from "./detect-creeping.ts";
import { median, robustScore } from "./robust.ts";
import type { RunFigures } from "./run-figures.ts";
import type { StoredRun } from "./run-store.ts";
import { asSpan, type RunSignals, type Signal, SIGNALS, signalsOf } from "./signals.ts";

/** Signals that a history must have before anything is extraordinary. */
const HISTORY_MIN = 7;

/** Runs that are looked back at: what is usual changes. */
export const HISTORY_MAX = 366;

/** Signals of one weekday that make it a weekday with habits of its own. */
const WEEKDAY_MIN = 4;

/** Deviations from the median, and times the largest of the history, beyond which a signal is extraordinary. */
const SCORE_MIN = 6;
const MAXIMUM_FACTOR = 1.5;

/** The smallest deviation that counts as one, alone and as a share of the median: few runs, or runs without a change, have none of their own. */
const DEVIATION_MIN = { alone: 0.005, ofMedian: 0.25 };

/** What is never extraordinary, however quiet the history. */
const FLOORS: Readonly<Record<Signal, number>> = {
  growth: Math.log(1.25),
  shrinkage: Math.log(1.25),
  incompressible: Math.log(1.12),
  replaced: asSpan(0.2),
  touched: asSpan(0.15),
};

/**
 * Finds what is extraordinary in a run, by what the runs before it were like (decision 0235).
 *
 * @param history Oldest first. What went into another repository at the same place is not looked at.
 */
export function detectAnomalies(history: readonly StoredRun[], run: RunFigures): Finding[] {
  const ofRepository = history.filter(({ repository_id }) => repository_id === run.repository_id).slice(-HISTORY_MAX);
  const before = ofRepository.at(-1);
  if (before === undefined) return [];
  const signals = signalsOf([...ofRepository, run]);
  const latest = signals.at(-1);
  const usual = signals.slice(0, -1).filter((_, index) => isMeasure(ofRepository[index + 1]));
  if (latest === undefined) return [];
  const found = SIGNALS.filter((signal) => isExtraordinary(signal, latest, usual));
  if (found.length > 0) return describeAnomalies(new Set(found), before, run);
  return creepingOf(ofRepository, run, signals);
}

/** @param before The runs before it. */
function creepingOf(before: readonly StoredRun[], run: RunFigures, signals: readonly RunSignals[]): Finding[] {
  // what was told of a run of this window is known
  if (before.slice(1 - WINDOW).some((one) => hasCrept(one))) return [];
  const isMeasures = [...before.map((one, at) => isMeasure(one) && !isUnderSuspicion(at, before)), true];
  const creeping = detectCreeping({ runs: [...before, run], signals, isMeasure: isMeasures });
  return creeping === undefined ? [] : [describeCreeping(creeping, run)];
}

/** A run with findings measures nothing, unless a person has called it usual. */
function isMeasure(run: StoredRun | undefined): boolean {
  return run !== undefined && (run.findings.length === 0 || run.isUsual);
}

/** What was found of a whole window was found of each of its runs. */
function isUnderSuspicion(at: number, runs: readonly StoredRun[]): boolean {
  return runs.slice(at, at + WINDOW).some((one) => !one.isUsual && hasCrept(one));
}

function hasCrept({ findings }: StoredRun): boolean {
  return findings.some(({ code }) => code === SLOW_ENCRYPTION);
}

function isExtraordinary(signal: Signal, latest: RunSignals, usual: readonly RunSignals[]): boolean {
  const value = latest[signal];
  if (value === undefined || value < FLOORS[signal]) return false;
  const known = usual.flatMap(({ weekday, [signal]: one }) => (one === undefined ? [] : [{ weekday, value: one }]));
  if (known.length < HISTORY_MIN) return false;
  const all = known.map((one) => one.value);
  if (value < MAXIMUM_FACTOR * Math.max(...all)) return false;
  const sameDay = known.filter(({ weekday }) => weekday === latest.weekday).map((one) => one.value);
  return [all, ...(sameDay.length >= WEEKDAY_MIN ? [sameDay] : [])].every((values) => {
    const least = Math.max(DEVIATION_MIN.alone, DEVIATION_MIN.ofMedian * median(values));
    return robustScore(value, values, least) >= SCORE_MIN;
  });
}
