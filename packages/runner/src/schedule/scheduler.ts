import type { SchedulePlan } from "./schedule-plan.ts";

/** What is known of a schedule. */
export interface ScheduleStatus {
  readonly kind: "systemd" | "cron";
  readonly isInstalled: boolean;
  /** Places of our files, or `crontab`. */
  readonly places: readonly string[];
  /** When the next run begins, in the scheduler's own words; unknown where it does not say. */
  readonly next?: string;
  /** How the last run has ended, in the scheduler's own words. */
  readonly last?: string;
}

/** Something that runs a program regularly. */
export interface Scheduler {
  /** Text of the files, by place. */
  preview(plan: SchedulePlan): ReadonlyMap<string, string>;
  /** @throws {ScheduleError} If it cannot be installed, or a file that is not ours is in the way. */
  install(plan: SchedulePlan): Promise<void>;
  status(): Promise<ScheduleStatus>;
  /** @throws {ScheduleError} If it cannot be removed. Nothing happens where nothing is installed. */
  remove(): Promise<void>;
}
