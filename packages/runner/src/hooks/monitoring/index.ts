/**
 * Monitoring hooks: services that are told when a run begins and how it ends.
 *
 * @module
 */
export type { MonitoringState } from "./monitor.ts";
export { openMonitors } from "./open-monitors.ts";
export type { MonitoringContext, Monitors } from "./open-monitors.ts";
export type { HttpRequest, SendHttp } from "./send-http.ts";
