/**
 * The action `check`: which checks are due, and what each of them does.
 *
 * Words: a check has a *frequency* and days to run on; it is *due* when both say so. When it last ran stands in the times of
 * empty files in the *state directory*, as borgmatic keeps them.
 *
 * @module
 */
export { check } from "./check.ts";
export { checkTimesOf } from "./check-ages.ts";
