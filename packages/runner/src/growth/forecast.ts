import { robustSlope } from "./robust.ts";
import type { RunFigures } from "./run-figures.ts";

const DAY_MS = 86_400_000;

/** Days that are looked back at, and days that a history must span before anything can be said. */
const WINDOW_DAYS = 90;
const SPAN_MIN_DAYS = 7;

/** Runs that take part at most: each is compared with each other one. */
const RUNS_MAX = 400;

/** When the repository's disk or quota will be full. */
export interface Forecast {
  /** Bytes that the repository grows by in a day; negative when it shrinks. */
  readonly bytesPerDay: number;
  /** Bytes that still fit; undefined where nobody knows. */
  readonly room: number | undefined;
  /** Milliseconds since 1970; undefined if it does not grow, or its room is unknown. */
  readonly fullMs: number | undefined;
}

/**
 * Draws a line through what the repository has held after each run; single jumps do not move it.
 *
 * @param runs Oldest first.
 * @returns Undefined if the history is too short.
 */
export function forecast(runs: readonly RunFigures[]): Forecast | undefined {
  const last = runs.at(-1);
  if (last === undefined) return undefined;
  const recent = runs
    .filter(({ startedMs }) => startedMs > last.startedMs - WINDOW_DAYS * DAY_MS)
    .flatMap(({ startedMs, repositorySize }) =>
      repositorySize === undefined ? [] : [[startedMs / DAY_MS, repositorySize] as const],
    )
    .slice(-RUNS_MAX);
  const [first, latest] = [recent[0], recent.at(-1)];
  if (first === undefined || latest === undefined || latest[0] - first[0] < SPAN_MIN_DAYS) return undefined;
  const bytesPerDay = robustSlope(recent) ?? 0;
  const { room } = last;
  const fullMs = room === undefined || bytesPerDay <= 0 ? undefined : last.startedMs + (room / bytesPerDay) * DAY_MS;
  return { bytesPerDay, room, fullMs };
}
