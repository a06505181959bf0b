import { existsSync } from "node:fs";
import { join } from "node:path";
import { CronScheduler } from "./cron-scheduler.ts";
import { defaultCronTime } from "./cron-line.ts";
import type { SchedulePlan } from "./schedule-plan.ts";
import type { ScheduleTools } from "./schedule-tools.ts";
import type { Scheduler, ScheduleStatus } from "./scheduler.ts";
import { SystemdScheduler } from "./systemd-scheduler.ts";

/** Flags of `schedule install`. */
export interface InstallScheduleOptions extends Omit<SchedulePlan, "when" | "delay"> {
  /** Which scheduler; the one that runs here when left out. */
  readonly kind?: "systemd" | "cron" | undefined;
  /** As in {@link SchedulePlan}; daily, cron at night, when left out. */
  readonly when?: string | undefined;
  /** As in {@link SchedulePlan}; ten minutes when left out. */
  readonly delay?: string | undefined;
  readonly hostname: string;
}

/**
 * Has the program run regularly. A schedule of the other kind is left alone.
 *
 * @throws {ScheduleError} If the scheduler refuses.
 */
export async function installSchedule(options: InstallScheduleOptions, tools: ScheduleTools): Promise<void> {
  const { kind = kindHere(tools), scope, hostname, when, delay = "10min", ...rest } = options;
  const scheduler = schedulerOf(kind, scope, tools);
  const time = when ?? (kind === "cron" ? defaultCronTime(hostname) : "daily");
  const plan: SchedulePlan = { ...rest, scope, when: time, delay };
  for (const [place, text] of scheduler.preview(plan)) tools.log.info(`${place}:\n${text.trimEnd()}`);
  if (tools.dryRun) return;
  await scheduler.install(plan);
  tools.log.answer(`Installed: a run ${time} by ${kind}`);
  if (kind === "systemd" && scope === "user") {
    tools.log.answer("It runs while you are logged in; `loginctl enable-linger` lets it run always");
  }
}

/** All schedules that may be there for `scope`. */
export async function scheduleStatus(
  scope: SchedulePlan["scope"],
  tools: ScheduleTools,
): Promise<readonly ScheduleStatus[]> {
  const statuses: ScheduleStatus[] = [];
  for (const scheduler of schedulersHere(scope, tools)) statuses.push(await scheduler.status());
  return statuses;
}

/** The same in words. */
export function scheduleStatusText(statuses: readonly ScheduleStatus[]): string {
  const installed = statuses.filter(({ isInstalled }) => isInstalled);
  if (installed.length === 0) return "No schedule is installed; `coffermatic schedule install` installs one";
  return installed
    .map(({ kind, places, next = "unknown", last = "unknown" }) =>
      [`${kind}: ${places.join(", ")}`, `  next run: ${next}`, `  last run: ${last}`].join("\n"),
    )
    .join("\n");
}

/**
 * Takes away all schedules of `scope`.
 *
 * @throws {ScheduleError} If a scheduler refuses.
 */
export async function removeSchedule(scope: SchedulePlan["scope"], tools: ScheduleTools): Promise<void> {
  for (const scheduler of schedulersHere(scope, tools)) {
    const { isInstalled, places } = await scheduler.status();
    if (!isInstalled) continue;
    if (!tools.dryRun) await scheduler.remove();
    tools.log.answer(`Removed${tools.dryRun ? " (dry run: not really)" : ""}: ${places.join(", ")}`);
  }
}

function kindHere({ root }: ScheduleTools): "systemd" | "cron" {
  return existsSync(join(root, "/run/systemd/system")) ? "systemd" : "cron";
}

function schedulerOf(kind: "systemd" | "cron", scope: SchedulePlan["scope"], tools: ScheduleTools): Scheduler {
  return kind === "systemd" ? new SystemdScheduler(scope, tools) : new CronScheduler(tools);
}

/** Programs that are not installed have no schedules. */
function schedulersHere(scope: SchedulePlan["scope"], tools: ScheduleTools): Scheduler[] {
  const folders = (tools.system.env["PATH"] ?? "").split(":");
  const has = (name: string): boolean => folders.some((folder) => existsSync(join(folder, name)));
  return [
    ...(has("systemctl") ? [new SystemdScheduler(scope, tools)] : []),
    ...(has("crontab") ? [new CronScheduler(tools)] : []),
  ];
}
