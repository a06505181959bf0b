import type { Configuration } from "../schema/index.ts";
import { frequencyToMs } from "./check-times.ts";

type Complaint = readonly [option: string, message: string];

/** What is wrong with times and days of `audit`, by option. */
export function complaintsAboutAudit(audit: NonNullable<Configuration["audit"]>): readonly Complaint[] {
  const { frequency, drill_age, escrow_age, promise = [], accept = [] } = audit;
  return [
    ...complaintAboutSpan("frequency", frequency),
    ...complaintAboutSpan("drill_age", drill_age),
    ...complaintAboutSpan("escrow_age", escrow_age),
    ...promise.flatMap(({ reach, every }, index) => [
      ...complaintAboutSpan(`promise[${index}].reach`, reach, true),
      ...complaintAboutSpan(`promise[${index}].every`, every, true),
    ]),
    ...accept.flatMap(({ until }, index): readonly Complaint[] =>
      until === undefined || isDay(until)
        ? []
        : [[`accept[${index}].until`, `\`${until}\` is no day; write 2027-12-31`]],
    ),
  ];
}

/** @param isLong More than no time is needed. */
function complaintAboutSpan(option: string, span: string | undefined, isLong: boolean = false): readonly Complaint[] {
  const ms = span === undefined ? undefined : frequencyToMs(span);
  if (span === undefined || (ms !== undefined && (ms > 0 || !isLong))) return [];
  return [[option, `\`${span}\` is not understood; write ${isLong ? "" : "always, or "}as 2 weeks, 1 month`]];
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}
