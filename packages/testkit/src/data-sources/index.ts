/**
 * A place to try data sources in: a folder of its own, stand-ins for the tools of databases, and what was logged.
 *
 * Stands on runner/hooks, runner/log.
 *
 * @module
 */
export { dataSourcePlace } from "./data-source-place.ts";
export type { DataSourcePlace } from "./data-source-place.ts";
