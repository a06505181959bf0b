/**
 * Where a run spends its time, in the form that Python's profiler has: for `--debug-profile` and `debug convert-profile`.
 *
 * - *sample*: at fixed times V8 notes which functions the main thread is in. Times are counts of samples; worker threads are
 *   not seen.
 *
 * Stands on format/bytes.
 *
 * @module
 */
export * from "./convert-profile.ts";
export * from "./cpu-profiler.ts";
export * from "./function-times.ts";
export * from "./write-profile.ts";
