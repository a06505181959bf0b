/**
 * What coffermatic remembers from run to run: one SQLite database in the state directory.
 *
 * Words: a *finding* is something that a person should know of and can mend; an *action time* is when an action last ended well for a
 * repository. Each part of the program that remembers something has a store of its own, beside that part, over tables that stand here.
 *
 * Stands on config and system.
 *
 * @module
 */
export { ActionFailures } from "./action-failures.ts";
export type { ActionFailure } from "./action-failures.ts";
export { ActionTimes } from "./action-times.ts";
export type { Finding, Severity } from "./finding.ts";
export { isAtLeast, SEVERITIES } from "./finding.ts";
export { FindingStore } from "./finding-store.ts";
export type { SeenFinding } from "./finding-store.ts";

export { openKnownState, openState, State } from "./state.ts";
export type { Row } from "./state.ts";
export { stateFolder } from "./state-folder.ts";
