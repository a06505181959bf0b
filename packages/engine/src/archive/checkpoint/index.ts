/**
 * When to save what a long command has done so far.
 *
 * - *checkpoint*: a commit in the middle of a command. Of an archive in the making it leaves `NAME.checkpoint`, which is
 *   gone once the archive is complete.
 *
 * Stands on context.
 *
 * @module
 */
export * from "./checkpoint-schedule.ts";
