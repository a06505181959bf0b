import { median, robustScore } from "./robust.ts";
import type { RunFigures } from "./run-figures.ts";
import type { RunSignals } from "./signals.ts";

/** Runs that are looked at together: a month of daily ones. */
export const WINDOW = 30;

/** Windows before the latest that a history must have, none of which overlaps with it. */
const PAST_MIN = 30;

/** Deviations from the median of earlier windows beyond which one is extraordinary. */
const SCORE_MIN = 6;

/** The smallest deviation that counts as one, alone and as a share of the median. */
const DEVIATION_MIN = { alone: 0.02, ofMedian: 0.1 };

/** What a window must exceed: a sum or drift alone, and how many times the largest before. */
const DRIFT = { floor: Math.log(1.1), factor: 1.5 };
const TURNOVER = { floor: 0.3, factor: 2 };

/** So little drift says that what has changed is as compressible as before, unless the source never was. */
const DRIFT_SMALL = 0.05;
const INCOMPRESSIBLE = 0.85;

/** What a window of runs amounts to. */
interface Window {
  /** How much worse the source compresses, as a logarithm; and by how much of it no growth can be the reason. */
  readonly drift: number;
  readonly unexplained: number;
  /** Sums of the signals of these names; NaN where one is missing. */
  readonly touched: number;
  readonly replaced: number;
}

/** What has crept up over a window. */
export interface Creeping {
  /** The run before it. */
  readonly since: RunFigures;
  /** Share of the files that have been touched; undefined where nobody has counted. */
  readonly touched: number | undefined;
}

/** Runs with what was measured between each and the one before it. */
export interface MeasuredRuns {
  /** Oldest first; the last is the one in question. */
  readonly runs: readonly RunFigures[];
  /** One fewer than `runs`. */
  readonly signals: readonly RunSignals[];
  /** Of each of `runs`: whether it measures something. */
  readonly isMeasure: readonly boolean[];
}

/**
 * Finds what no single run shows: malware that encrypts a few files each day. The last {@link WINDOW} runs are compared as one with
 * all such windows before (decision 0275).
 *
 * @returns Undefined if the window is as others, or the history too short.
 */
export function detectCreeping(measured: MeasuredRuns): Creeping | undefined {
  const { runs } = measured;
  const latest = windowAt(runs.length - 1, measured);
  const since = runs.at(-1 - WINDOW);
  if (latest === undefined || since === undefined) return undefined;
  const past: Window[] = [];
  for (let end = WINDOW; end < runs.length - WINDOW; end += 1) {
    const window = windowAt(end, measured);
    if (window !== undefined) past.push(window);
  }
  if (past.length < PAST_MIN || !isCreeping(latest, past, since)) return undefined;
  return { since, touched: Number.isNaN(latest.touched) ? undefined : 1 - Math.exp(-latest.touched) };
}

/** Nobody can add files that take more room when they are stored than as they are; changing files can. */
function isCreeping(latest: Window, past: readonly Window[], since: RunFigures): boolean {
  const exceeds = (
    name: keyof Window,
    { floor, factor }: { readonly floor: number; readonly factor: number },
  ): boolean => {
    const [value, values] = [latest[name], past.map((window) => window[name])];
    const least = Math.max(DEVIATION_MIN.alone, DEVIATION_MIN.ofMedian * median(values));
    return value >= floor && value >= factor * Math.max(...values) && robustScore(value, values, least) >= SCORE_MIN;
  };
  if (exceeds("unexplained", DRIFT)) return true;
  const isStoredWorse = latest.drift >= DRIFT_SMALL || since.compressed_size >= INCOMPRESSIBLE * since.original_size;
  return isStoredWorse && exceeds("touched", TURNOVER) && exceeds("replaced", TURNOVER);
}

/** @returns Undefined if one of the runs measures nothing. */
function windowAt(end: number, { runs, signals, isMeasure }: MeasuredRuns): Window | undefined {
  const [first, last] = [runs[end - WINDOW], runs[end]];
  if (first === undefined || last === undefined) return undefined;
  if (isMeasure.slice(end - WINDOW + 1, end + 1).includes(false)) return undefined;
  const between = signals.slice(end - WINDOW, end);
  const sum = (name: "touched" | "replaced"): number =>
    between.reduce((total, signal) => total + (signal[name] ?? NaN), 0);
  const grown = Math.max(0, last.original_size - first.original_size);
  return {
    drift: logRatio(last.compressed_size / last.original_size, first.compressed_size / first.original_size),
    unexplained: logRatio(last.compressed_size - grown, first.compressed_size),
    touched: sum("touched"),
    replaced: sum("replaced"),
  };
}

/** At least 0: a source that shrinks, or of which nothing is left, is told of elsewhere. */
function logRatio(value: number, base: number): number {
  return value > 0 && base > 0 ? Math.max(0, Math.log(value / base)) : 0;
}
