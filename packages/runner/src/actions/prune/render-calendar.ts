import { localTime } from "@coffer/cli/text";
import type { Fate } from "./simulate-prune.ts";

/** What stands beside a day for an archive that a rule keeps; the rule for the oldest archive counts as its rule. */
const MARKS: Readonly<Record<string, string>> = {
  within: "t",
  secondly: "S",
  minutely: "M",
  hourly: "H",
  daily: "d",
  weekly: "w",
  monthly: "m",
  quarterly_13weekly: "q",
  quarterly_3monthly: "q",
  yearly: "y",
  checkpoint: "c",
  drilled: "!",
};
const GONE = "x";

const WEEKDAYS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
const CELL_WIDTH = 6;
const MARKS_MAX = 3;

/**
 * Draws the months that have archives, each day with the marks of its archives: which rules keep some, and whether others go. Then what
 * each rule keeps.
 *
 * @returns Lines.
 */
export function renderCalendar(fates: readonly Fate[]): string[] {
  const months = Map.groupBy(
    fates.toSorted((a, b) => a.startedMs - b.startedMs),
    ({ startedMs }) => dayOf(startedMs).slice(0, "YYYY-MM".length),
  );
  return [...[...months].flatMap(([month, ofMonth]) => [...monthLines(month, ofMonth), ""]), ...ruleLines(fates)];
}

function monthLines(month: string, fates: readonly Fate[]): string[] {
  const [year = 0, number = 0] = month.split("-").map(Number);
  const days = new Date(Date.UTC(year, number, 0)).getUTCDate();
  const lead = (new Date(Date.UTC(year, number - 1, 1)).getUTCDay() + 6) % 7;
  const marks = Map.groupBy(fates, ({ startedMs }) => Number(dayOf(startedMs).slice("YYYY-MM-".length)));
  const cells = [
    ...Array.from({ length: lead }, () => ""),
    ...Array.from(
      { length: days },
      (_, index) => `${String(index + 1).padStart(2)}${marksOf(marks.get(index + 1) ?? [])}`,
    ),
  ].map((cell) => cell.padEnd(CELL_WIDTH));
  const weeks = Array.from({ length: Math.ceil(cells.length / 7) }, (_, week) => cells.slice(week * 7, week * 7 + 7));
  return [month, ...[WEEKDAYS.map((name) => name.padEnd(CELL_WIDTH)), ...weeks].map((week) => week.join("").trimEnd())];
}

function marksOf(fates: readonly Fate[]): string {
  const marks = [...new Set(fates.map(({ rule }) => (rule === undefined ? GONE : markOf(rule))))].join("");
  return marks.length > MARKS_MAX ? `${marks.slice(0, MARKS_MAX - 1)}+` : marks;
}

function markOf(rule: string): string {
  return MARKS[plainRule(rule)] ?? "?";
}

/** `daily[oldest]` is `daily`. */
function plainRule(rule: string): string {
  return rule.replace(/\[.*$/, "");
}

function ruleLines(fates: readonly Fate[]): string[] {
  const kept = Map.groupBy(
    fates.filter(({ rule }) => rule !== undefined),
    ({ rule = "" }) => plainRule(rule),
  );
  const gone = fates.filter(({ rule }) => rule === undefined);
  return [
    ...Object.keys(MARKS).flatMap((rule) => spanLine(MARKS[rule] ?? "", `${rule} keeps`, kept.get(rule) ?? [])),
    ...spanLine(GONE, "deleted would be", gone),
  ];
}

function spanLine(mark: string, what: string, fates: readonly Fate[]): string[] {
  if (fates.length === 0) return [];
  const days = fates.map(({ startedMs }) => dayOf(startedMs)).toSorted();
  return [`${mark}  ${what} ${fates.length}: ${days[0]} to ${days.at(-1)}`];
}

function dayOf(ms: number): string {
  const { year, month, day } = localTime(Math.floor(ms / 1000));
  return [String(year).padStart(4, "0"), String(month).padStart(2, "0"), String(day).padStart(2, "0")].join("-");
}
