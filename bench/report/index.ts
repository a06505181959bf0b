/**
 * Figures, and what they are held against: tables for people, JSON for programs.
 *
 * A *target* is a share of the real borg's wall time that no version may pass; a *goal* is where a scenario is to come to.
 *
 * @module
 */
export type { Failure, Result, Row } from "./row.ts";
export { reportOf, saveResults } from "./save.ts";
export { TABLE_HEAD, tableOf } from "./table.ts";
