import { type CheckOptions, type Configuration, daysOf, frequencyToMs } from "../../config/index.ts";
import type { Log } from "../../log/index.ts";
import type { ActionContext } from "../action-context.ts";
import type { CheckName } from "../action-flags.ts";
import type { CheckTimes } from "./check-times.ts";

/** What is checked where the configuration says nothing. */
const DEFAULT_CHECKS: readonly CheckOptions[] = [
  { name: "repository", frequency: "1 month" },
  { name: "archives", frequency: "1 month" },
];

const DAY_NAMES = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;

/** The checks that the configuration wants. */
export function configuredChecks(configuration: Configuration, log: Log): readonly CheckName[] {
  const checks = checkOptions(configuration);
  if (checks.some(({ name }) => name === "disabled")) {
    const others = checks.length === 1 ? "" : ", the others with it";
    log.warning(`The check "disabled" switches checks off${others}; write skip_actions: [check] instead`);
    return [];
  }
  return [...new Set(checks.map(({ name }) => name))].filter((name) => name !== "disabled");
}

/** Those of `wanted` that are to run today, and have not run for as long as their frequency says. */
export function dueChecks(
  context: ActionContext,
  wanted: readonly CheckName[],
  times: Pick<CheckTimes, "lastMs">,
): readonly CheckName[] {
  const due = new Set(wanted);
  for (const options of checkOptions(context.configuration)) {
    const name = wanted.find((each) => each === options.name);
    if (name === undefined || !due.has(name)) continue;
    const reason = reasonToWait(options, times.lastMs(name), context.system.nowMs());
    if (reason === undefined) continue;
    context.log.info(`Skipping ${name} check: ${reason} (--force runs it anyway)`);
    due.delete(name);
  }
  return [...due];
}

function checkOptions({ checks }: Configuration): readonly CheckOptions[] {
  return checks === undefined || checks.length === 0 ? DEFAULT_CHECKS : checks;
}

function reasonToWait(options: CheckOptions, lastMs: number | undefined, nowMs: number): string | undefined {
  const { only_run_on, frequency } = options;
  const days = (only_run_on ?? []).flatMap((entry) => daysOf(entry) ?? []);
  const today = DAY_NAMES[new Date(nowMs).getDay()];
  if (days.length > 0 && !days.some((day) => day === today)) return `it runs only on ${days.join(", ")}`;
  const nextMs = lastMs === undefined ? 0 : lastMs + (frequencyToMs(frequency ?? "always") ?? 0);
  return nowMs < nextMs ? `the next one is due after ${new Date(nextMs).toISOString()}` : undefined;
}
