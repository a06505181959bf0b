import { quoteShell } from "@coffer/cli/text";
import { type SchedulePlan, scheduledWords } from "./schedule-plan.ts";

/** Stands before and after our lines in a table that others write too. */
export const CRON_BEGIN = "# begin of coffermatic schedule";
export const CRON_END = "# end of coffermatic schedule";

/** Where cron finds programs: its own two folders lack those of administrators. */
const CRON_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/**
 * Lines for a table of cron.
 *
 * @param user Who it runs as, for tables that have a column for it.
 */
export function cronLines(plan: SchedulePlan, user?: string): string {
  const command = scheduledWords(plan)
    .map(quoteShell)
    .join(" ")
    .replaceAll("%", String.raw`\%`);
  const who = user === undefined ? "" : `${user} `;
  return `${CRON_BEGIN}\n${plan.when} ${who}PATH=${CRON_PATH} ${command}\n${CRON_END}\n`;
}

/** The table without our lines. */
export function withoutCronLines(table: string): string {
  const begin = table.indexOf(`${CRON_BEGIN}\n`);
  const end = table.indexOf(CRON_END, begin);
  if (begin < 0 || end < 0) return table;
  return table.slice(0, begin) + table.slice(end + CRON_END.length).replace(/^\n/, "");
}

/** At night, at a minute of its own for each host, so that not all machines call at once. */
export function defaultCronTime(hostname: string): string {
  let sum = 0;
  for (const char of hostname) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 60;
  return `${sum} 3 * * *`;
}
