import { median } from "./robust.ts";
import type { RunFigures } from "./run-figures.ts";

/** What is looked at in each run. All are 0 where nothing has happened, and add up over time. */
export const SIGNALS = ["growth", "shrinkage", "incompressible", "replaced", "touched"] as const;

export type Signal = (typeof SIGNALS)[number];

/** The signals of one run against the one before it; one is missing where its figures are. */
export interface RunSignals extends Readonly<Partial<Record<Signal, number>>> {
  /** 0 is Sunday, in the local time zone. */
  readonly weekday: number;
}

/** A longer pause than so many usual ones explains no more. */
const PAUSES_MAX = 7;

/** What changes less than this says nothing: it is a share of a very small source. */
const SMALL = { bytes: 1_000_000, files: 20 };

/** Of the files so many were read anew, and nearly nothing was stored: the files cache was lost. */
const LOST_CACHE = { read: 0.98, stored: 0.02 };

/**
 * Computes the signals of each run but the first, per usual pause between runs: after a week off, a week's changes are normal.
 *
 * @param runs Of one source and repository, oldest first.
 */
export function signalsOf(runs: readonly RunFigures[]): RunSignals[] {
  const pauses = runs.slice(1).map(({ startedMs }, index) => startedMs - (runs[index]?.startedMs ?? 0));
  const usual = Math.max(1, median(pauses));
  return runs.slice(1).map((run, index) => {
    const before = runs[index] ?? run;
    const scale = Math.min(PAUSES_MAX, Math.max(1, (pauses[index] ?? 0) / usual));
    return signalsBetween(before, run, scale);
  });
}

function signalsBetween(before: RunFigures, run: RunFigures, scale: number): RunSignals {
  const grown = logRatio(run.original_size, before.original_size, SMALL.bytes);
  const lessCompressed = logRatio(run.compressed_size, before.compressed_size, SMALL.bytes) - grown;
  const touched = touchedShare(before, run);
  return {
    weekday: new Date(run.startedMs).getDay(),
    growth: Math.max(0, grown) / scale,
    shrinkage: Math.max(0, -grown, -logRatio(run.files, before.files, SMALL.files)) / scale,
    incompressible: Math.max(0, lessCompressed) / scale,
    replaced: asSpan(replacedShare(before, run)) / scale,
    ...(touched === undefined ? {} : { touched: asSpan(touched) / scale }),
  };
}

/** Share of the archive's stored bytes that are new though the source has not grown by them. */
export function replacedShare(before: RunFigures, run: RunFigures): number {
  if (run.deduplicated_size < SMALL.bytes) return 0;
  const grown = Math.max(0, run.original_size - before.original_size);
  const explained = (grown / Math.max(1, run.original_size)) * run.compressed_size;
  return Math.max(0, run.deduplicated_size - explained) / run.compressed_size;
}

/** Share of the files that were there before which have changed or are gone, maybe under another name. */
export function touchedShare(before: RunFigures, run: RunFigures): number | undefined {
  const { files, filesNew, filesChanged } = run;
  if (filesNew === undefined || filesChanged === undefined || before.files === 0) return undefined;
  const isCacheLost =
    filesNew + filesChanged >= LOST_CACHE.read * files &&
    run.deduplicated_size <= LOST_CACHE.stored * run.compressed_size;
  if (isCacheLost) return undefined;
  const gone = Math.max(0, before.files + filesNew - files);
  const touched = filesChanged + gone;
  return touched < SMALL.files ? 0 : Math.min(1, touched / before.files);
}

/** A share as what adds up: half of it twice is three quarters. */
export function asSpan(share: number): number {
  return -Math.log(1 - Math.min(share, 0.999));
}

function logRatio(value: number, base: number, small: number): number {
  if (Math.abs(value - base) < small) return 0;
  return Math.log(Math.max(1, value) / Math.max(1, base));
}
