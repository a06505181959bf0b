/**
 * Which paths of a machine an archive takes, decided as `create` decides: by the same patterns, tags and borders of file systems.
 *
 * @module
 */
export type { Coverage } from "./coverage.ts";
export { SourceCoverage } from "./source-coverage.ts";
export type { CoverageOptions, SourceFolder } from "./source-coverage.ts";
export type { SourceRoot } from "./source-root.ts";
