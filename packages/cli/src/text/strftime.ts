import type { CivilTime } from "./civil-time.ts";

const WEEKDAY_NAMES = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTH_NAMES = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/**
 * Formats a moment by the directives of C's `strftime` in the C locale, and `%f` (microseconds) as Python adds it.
 * Directives that do not exist stand as they are.
 */
export function formatTime(time: CivilTime, format: string): string {
  return format.replace(/%([-_0^#]?)([a-zA-Z%:])/g, (whole, flag: string, directive: string) => {
    const value = directiveValue(time, directive);
    return value === undefined ? whole : applyFlag(value, flag);
  });
}

function applyFlag(value: string, flag: string): string {
  switch (flag) {
    case "-":
      return value.replace(/^[0 ]+(?=\d)/, "");
    case "_":
      return value.replace(/^0+(?=\d)/, (zeros) => " ".repeat(zeros.length));
    case "0":
      return value.replace(/^ +/, (blanks) => "0".repeat(blanks.length));
    case "^":
      return value.toUpperCase();
    default:
      return value;
  }
}

function directiveValue(time: CivilTime, directive: string): string | undefined {
  const twelve = time.hour % 12 === 0 ? 12 : time.hour % 12;
  switch (directive) {
    case "%":
      return "%";
    case "a":
      return WEEKDAY_NAMES[time.weekday]?.slice(0, 3);
    case "A":
      return WEEKDAY_NAMES[time.weekday];
    case "b":
    case "h":
      return MONTH_NAMES[time.month - 1]?.slice(0, 3);
    case "B":
      return MONTH_NAMES[time.month - 1];
    case "c":
      return formatTime(time, "%a %b %e %H:%M:%S %Y");
    case "C":
      return pad(Math.floor(time.year / 100), 2);
    case "d":
      return pad(time.day, 2);
    case "D":
    case "x":
      return formatTime(time, "%m/%d/%y");
    case "e":
      return String(time.day).padStart(2, " ");
    case "f":
      return pad(time.microsecond, 6);
    case "F":
      return formatTime(time, "%Y-%m-%d");
    case "g":
      return pad(isoWeek(time).year % 100, 2);
    case "G":
      return String(isoWeek(time).year);
    case "H":
      return pad(time.hour, 2);
    case "I":
      return pad(twelve, 2);
    case "j":
      return pad(dayOfYear(time), 3);
    case "k":
      return String(time.hour).padStart(2, " ");
    case "l":
      return String(twelve).padStart(2, " ");
    case "m":
      return pad(time.month, 2);
    case "M":
      return pad(time.minute, 2);
    case "n":
      return "\n";
    case "p":
      return time.hour < 12 ? "AM" : "PM";
    case "P":
      return time.hour < 12 ? "am" : "pm";
    case "r":
      return formatTime(time, "%I:%M:%S %p");
    case "R":
      return formatTime(time, "%H:%M");
    case "s":
      return String(time.epochSeconds);
    case "S":
      return pad(time.second, 2);
    case "t":
      return "\t";
    case "T":
    case "X":
      return formatTime(time, "%H:%M:%S");
    case "u":
      return String(time.weekday === 0 ? 7 : time.weekday);
    case "U":
      return pad(Math.floor((dayOfYear(time) + 6 - time.weekday) / 7), 2);
    case "V":
      return pad(isoWeek(time).week, 2);
    case "w":
      return String(time.weekday);
    case "W":
      return pad(Math.floor((dayOfYear(time) + 6 - ((time.weekday + 6) % 7)) / 7), 2);
    case "y":
      return pad(time.year % 100, 2);
    case "Y":
      return String(time.year);
    case "z":
      return time.offsetMinutes === undefined ? "" : formatOffset(time.offsetMinutes);
    case "Z":
      return time.offsetMinutes === undefined ? "" : time.offsetMinutes === 0 ? "UTC" : zoneName(time);
    default:
      return undefined;
  }
}

function formatOffset(minutes: number): string {
  const magnitude = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${pad(Math.floor(magnitude / 60), 2)}${pad(magnitude % 60, 2)}`;
}

function zoneName(time: CivilTime): string {
  const parts = new Intl.DateTimeFormat("en-US", { timeZoneName: "short" }).formatToParts(time.epochSeconds * 1000);
  return parts.find((part) => part.type === "timeZoneName")?.value ?? "";
}

function dayOfYear(time: CivilTime): number {
  return Math.round((Date.UTC(time.year, time.month - 1, time.day) - Date.UTC(time.year, 0, 1)) / 86_400_000) + 1;
}

/** Week of ISO 8601: the first one holds the year's first Thursday. */
function isoWeek(time: CivilTime): { year: number; week: number } {
  const monday0 = (time.weekday + 6) % 7;
  const thursday = new Date(Date.UTC(time.year, time.month - 1, time.day - monday0 + 3));
  const year = thursday.getUTCFullYear();
  const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * 86_400_000)) + 1;
  return { year, week };
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, "0");
}
