import { roundHalfEven } from "./fixed.ts";

/** A moment as a calendar and a clock show it. */
export interface CivilTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** Seconds since 1970, whole. */
  readonly epochSeconds: number;
  /** Minutes east of Greenwich; undefined if the moment does not say. */
  readonly offsetMinutes: number | undefined;
}

/** @param seconds Whole seconds since 1970. */
export function localTime(seconds: number, microsecond: number = 0): CivilTime {
  const date = new Date(seconds * 1000);
  return {
    year: date.getFullYear(),
    month: date.getMonth() + 1,
    day: date.getDate(),
    hour: date.getHours(),
    minute: date.getMinutes(),
    second: date.getSeconds(),
    microsecond,
    weekday: date.getDay(),
    epochSeconds: seconds,
    offsetMinutes: undefined,
  };
}

/** Local time that knows its distance from Greenwich. @param seconds Whole seconds since 1970. */
export function zonedTime(seconds: number, microsecond: number = 0): CivilTime {
  return {
    ...localTime(seconds, microsecond),
    offsetMinutes: -new Date(seconds * 1000).getTimezoneOffset(),
  };
}

/** @param seconds Whole seconds since 1970. */
export function utcTime(seconds: number, microsecond: number = 0): CivilTime {
  const date = new Date(seconds * 1000);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    microsecond,
    weekday: date.getUTCDay(),
    epochSeconds: seconds,
    offsetMinutes: 0,
  };
}

/** Last second that Borg shows: 2^31 - 1 less two days. */
const NANOSECONDS_MAX = (2n ** 31n - 1n - 48n * 3600n) * 1_000_000_000n;

/**
 * Local time of a file's time stamp, by way of a double as in Borg: the microseconds are those that survive it. Times
 * before 1970 and after January 2038 are shown as the nearest of these.
 *
 * @param nanoseconds Since 1970.
 */
export function localTimeOfFile(nanoseconds: bigint): CivilTime {
  const clamped = nanoseconds < 0n ? 0n : nanoseconds > NANOSECONDS_MAX ? NANOSECONDS_MAX : nanoseconds;
  const seconds = Number(clamped) / 1e9;
  const whole = Math.floor(seconds);
  const microseconds = roundHalfEven((seconds - whole) * 1e6);
  return microseconds >= 1_000_000 ? localTime(whole + 1, microseconds - 1_000_000) : localTime(whole, microseconds);
}

/** `Sun, 2026-11-22 17:10:39`, the form of Borg's lists. */
export function formatListTime(time: CivilTime): string {
  return (
    `${WEEKDAYS[time.weekday] ?? ""}, ${year4(time.year)}-${two(time.month)}-${two(time.day)} ` +
    `${two(time.hour)}:${two(time.minute)}:${two(time.second)}`
  );
}

/** `2026-11-22T17:10:39.101920`, the form of Borg's JSON. */
export function formatIsoTime(time: CivilTime): string {
  return (
    `${year4(time.year)}-${two(time.month)}-${two(time.day)}T${two(time.hour)}:${two(time.minute)}:${two(time.second)}` +
    `.${String(time.microsecond).padStart(6, "0")}`
  );
}

export const WEEKDAYS: readonly string[] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

const TWO_DIGITS = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, "0"));

function two(value: number): string {
  return TWO_DIGITS[value] ?? String(value);
}

function year4(year: number): string {
  // Python's %Y does not fill up years below 1000 on Linux.
  return String(year);
}
