/**
 * Answers on standard output: lines by `--format`, tables of statistics, JSON.
 *
 * Stands on text.
 *
 * @module
 */
export * from "./archive-format.ts";
export * from "./archive-summary.ts";
export * from "./difference-format.ts";
export * from "./item-format.ts";
export * from "./json-output.ts";
export * from "./key-page.ts";
export * from "./line-format.ts";
export * from "./readable-value.ts";
export * from "./request-statistics.ts";
export * from "./statistics.ts";
export * from "./time-value.ts";
