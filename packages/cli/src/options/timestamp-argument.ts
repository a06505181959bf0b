import { ArgumentTypeMismatch, type Convert } from "../arguments/index.ts";

/** Last second that Borg stores. */
const SECONDS_MAX = 2 ** 31 - 1 - 48 * 3600;

const DATE = String.raw`(\d{4})-(\d{1,2})-(\d{1,2})`;
const SHAPES = [
  new RegExp(String.raw`^${DATE}T(\d{1,2}):(\d{1,2}):(\d{1,2})(?:Z|\+00:00)?$`),
  new RegExp(String.raw`^${DATE}\s+(\d{1,2}):(\d{1,2}):(\d{1,2})$`),
  new RegExp(String.raw`^${DATE}(?:T|\s+)(\d{1,2}):(\d{1,2})$`),
  new RegExp(`^${DATE}$`),
];
const DAY_MS = 86_400_000;
const DAY_OF_YEAR_SHAPE = /^(\d{4})-(\d{1,3})$/;

/**
 * A time given as text (UTC, to the second) or as a file whose modification time is meant: microseconds since 1970.
 */
export const timestampArgument: Convert<bigint> = (text, world) => {
  const seconds = world.fileSeconds(text);
  if (seconds !== undefined) {
    const clamped = Math.min(Math.max(seconds, 0), SECONDS_MAX);
    return BigInt(Math.round(clamped * 1e6));
  }
  const millis = parseMillis(text);
  if (millis === undefined) throw new ArgumentTypeMismatch("timestamp");
  return BigInt(millis) * 1000n;
};

function parseMillis(text: string): number | undefined {
  for (const shape of SHAPES) {
    const match = shape.exec(text);
    if (match === null) continue;
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
    return checkedMillis(year, month, day, hour, minute, second);
  }
  const ordinal = DAY_OF_YEAR_SHAPE.exec(text);
  if (ordinal === null) return undefined;
  // Day 366 of a year of 365 is the first of the next one, to Python.
  const day = Number(ordinal[2]);
  const newYear = checkedMillis(Number(ordinal[1]), 1, 1, 0, 0, 0);
  return newYear !== undefined && day > 0 && day <= 366 ? newYear + (day - 1) * DAY_MS : undefined;
}

function checkedMillis(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | undefined {
  if (year < 1 || hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000;
}
