/**
 * Regular runs: timers of systemd and lines of cron.
 *
 * Words: a *plan* says what is to be run and when; a *scheduler* is who runs it; the *scope* is the machine or one user.
 *
 * Stands on log, system; the cli's words.
 *
 * @module
 */
export { installSchedule, removeSchedule, scheduleStatus, scheduleStatusText } from "./run-schedule.ts";
export type { InstallScheduleOptions } from "./run-schedule.ts";
export { ScheduleError } from "./schedule-tools.ts";
export type { ScheduleTools } from "./schedule-tools.ts";
export type { SchedulePlan } from "./schedule-plan.ts";
export type { ScheduleStatus } from "./scheduler.ts";
export { systemdCredentials } from "./systemd-credentials.ts";
