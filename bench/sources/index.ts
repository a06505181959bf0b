/**
 * What is backed up: the same bytes on every machine.
 *
 * @module
 */
export { randomBytesFrom, textFrom, writeRandomFile, writeSmallFiles } from "./data.ts";
export { passDay, writeNightlyTree } from "./nights.ts";
export { changeOnePercent, fileSizeOf, oneFileOf, SOURCES } from "./sources.ts";
export type { SourceName } from "./sources.ts";
