/**
 * Options that several commands share, and the types of their values.
 *
 * Stands on arguments and text.
 *
 * @module
 */
export * from "./archive-filters.ts";
export * from "./chunker-argument.ts";
export * from "./common-options.ts";
export * from "./compression-argument.ts";
export * from "./diff-sort-argument.ts";
export * from "./files-cache-mode.ts";
export * from "./keep-interval.ts";
export * from "./new-archive-options.ts";
export * from "./pattern-options.ts";
export * from "./placeholder-argument.ts";
export * from "./shared-options.ts";
export * from "./storage-quota.ts";
export * from "./strip-components.ts";
export * from "./tar-filter.ts";
export * from "./tag-options.ts";
export * from "./timestamp-argument.ts";
