/**
 * How far an operation is, on one line of a terminal.
 *
 * Words: the *expected* archive is the one before it: its size tells how much is left of the next.
 *
 * Stands on log, the engine's context; the cli's words.
 *
 * @module
 */
export { ExpectedArchives } from "./expected-archives.ts";
export { ProgressBar } from "./progress-bar.ts";
export type { ProgressScreen } from "./progress-bar.ts";
export { spanOf } from "./progress-line.ts";
export type { ExpectedArchive } from "./progress-line.ts";
export { RunProgress } from "./run-progress.ts";
