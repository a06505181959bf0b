/**
 * The action `prune`: what it may not delete, and what it would.
 *
 * Words: a *guard* keeps archives that the rules would delete: the last one that has passed a drill, and all of them if they are too many.
 * Behind a guard, Borg decides (`prune --dry-run`), and exactly what may go is deleted by name.
 *
 * @module
 */
export { prune } from "./prune.ts";
