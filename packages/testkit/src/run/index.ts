/**
 * Child processes for tests: run to the end with captured output and a time bound, or started and killed at a moment.
 *
 * Stands on Node only.
 *
 * @module
 */
export { descendants } from "./descendants.ts";
export { isRunning } from "./is-running.ts";
export { killNow } from "./kill-now.ts";
export { processesWith } from "./processes-with.ts";
export { run, start } from "./run.ts";
export type { Finished, RunOptions, Started } from "./run.ts";
