/**
 * Monitoring hooks: services that are told when a run begins and how it ends.
 *
 * @module
 */
export type { MonitoringContext, MonitoringState, Monitors } from "./monitor.ts";
