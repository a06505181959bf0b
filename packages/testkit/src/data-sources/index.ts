/**
 * A place to try data sources in: a folder of its own, stand-ins for the tools of databases, what was logged; and an archive without a
 * Borg.
 *
 * Stands on runner/hooks, runner/log; format/patterns.
 *
 * @module
 */
export { dataSourcePlace } from "./data-source-place.ts";
export type { DataSourcePlace } from "./data-source-place.ts";
export { MemoryArchive } from "./memory-archive.ts";
