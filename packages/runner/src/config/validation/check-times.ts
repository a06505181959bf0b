const DAY_MS = 24 * 3600 * 1000;

const UNITS_MS: Readonly<Record<string, number>> = {
  microseconds: 0.001,
  milliseconds: 1,
  seconds: 1000,
  minutes: 60_000,
  hours: 3_600_000,
  days: DAY_MS,
  weeks: 7 * DAY_MS,
  months: 30 * DAY_MS,
  years: 365 * DAY_MS,
};

const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday"];
const WEEKEND = ["saturday", "sunday"];

/**
 * Milliseconds that a frequency such as `2 weeks` stands for; 0 for `always` and for none. A month has 30 days, a year 365.
 *
 * @returns Nothing if it cannot be understood.
 */
export function frequencyToMs(frequency: string): number | undefined {
  const text = frequency.trim().toLowerCase();
  if (text === "" || text === "always") return 0;
  const [, number, unit = ""] = /^([+-]?\d+) (\w+)$/.exec(text) ?? [];
  const unitMs = UNITS_MS[unit.endsWith("s") ? unit : `${unit}s`];
  return number === undefined || unitMs === undefined ? undefined : Number(number) * unitMs;
}

/**
 * The days that an entry of `only_run_on` stands for, as English names in small letters: one, or those of `weekday` or `weekend`.
 *
 * @returns Nothing if it is no such entry.
 */
export function daysOf(entry: string): readonly string[] | undefined {
  const text = entry.toLowerCase();
  if (text === "weekday") return WEEKDAYS;
  if (text === "weekend") return WEEKEND;
  return [...WEEKDAYS, ...WEEKEND].includes(text) ? [text] : undefined;
}
