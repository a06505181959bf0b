/**
 * A run: configurations, their repositories and the actions on them, in order, with hooks and monitors around.
 *
 * Words: a run's *outcome* is what goes to standard output as JSON, what its summary says, and whether something has failed. A *soft
 * failure* is a hook's wish to leave a repository alone; nothing has failed then.
 *
 * Stands on actions and what is below them.
 *
 * @module
 */
export { runBootstrap } from "./run-bootstrap.ts";
export { runActions } from "./run-actions.ts";
export type { NamedConfiguration, RunOutcome, RunRequest, RunTools } from "./run-request.ts";
export { openBorg } from "./open-borg.ts";
export { openLogs } from "./open-logs.ts";
export type { OpenLogs } from "./open-logs.ts";
export { watchSignals } from "./watch-signals.ts";
export { repositoryContext } from "./repository-context.ts";
export type { SignalWatch } from "./watch-signals.ts";
