/** A moment by the calendar and clock of a place. */
export interface LocalTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** Borg's rules that keep one archive a period, in the order in which they apply. */
export const PERIOD_RULES = [
  "secondly",
  "minutely",
  "hourly",
  "daily",
  "weekly",
  "monthly",
  "quarterly_13weekly",
  "quarterly_3monthly",
  "yearly",
] as const;

export type PeriodRule = (typeof PERIOD_RULES)[number];

/** The period of a rule that a moment belongs to: equal texts for equal periods. Weeks go from Monday to Sunday. */
export function periodOf(rule: PeriodRule, time: LocalTime): string {
  const { year, month, day, hour, minute, second } = time;
  switch (rule) {
    case "secondly":
      return [year, month, day, hour, minute, second].join("-");
    case "minutely":
      return [year, month, day, hour, minute].join("-");
    case "hourly":
      return [year, month, day, hour].join("-");
    case "daily":
      return [year, month, day].join("-");
    case "weekly": {
      const { weekYear, week } = isoWeek(time);
      return [weekYear, week].join("-");
    }
    case "monthly":
      return [year, month].join("-");
    case "quarterly_13weekly": {
      const { weekYear, week } = isoWeek(time);
      // The last quarter of a year with 53 weeks has 14 of them.
      return [weekYear, Math.min(Math.ceil(week / 13), 4)].join("-");
    }
    case "quarterly_3monthly":
      return [year, Math.ceil(month / 3)].join("-");
    case "yearly":
      return String(year);
  }
}

const DAY_MS = 86_400_000;

/** Week of ISO 8601: the first of a year is the one with its first Thursday. */
function isoWeek({ year, month, day }: LocalTime): { readonly weekYear: number; readonly week: number } {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  // The Thursday of a week decides which year it belongs to.
  date.setUTCDate(date.getUTCDate() + 3 - ((date.getUTCDay() + 6) % 7));
  const weekYear = date.getUTCFullYear();
  const newYear = new Date(0);
  newYear.setUTCFullYear(weekYear, 0, 1);
  return { weekYear, week: 1 + Math.floor((date.getTime() - newYear.getTime()) / DAY_MS / 7) };
}
