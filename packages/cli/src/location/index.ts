/**
 * Where repositories and archives lie: `PATH`, `PATH::ARCHIVE`, `ssh://...`, and short forms that use `BORG_REPO`.
 *
 * Stands on arguments.
 *
 * @module
 */
export * from "./location.ts";
export * from "./location-argument.ts";
export * from "./normalize-path.ts";
