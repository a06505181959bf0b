/**
 * The assistant for the first run: asks, writes the configuration, makes the repository, starts backing up.
 *
 * Words: an *asker* answers questions, a person or a file; a *step* is what others do for the assistant.
 *
 * Stands on log, system; the cli's words.
 *
 * @module
 */
export { PersonAsker, ScriptedAsker, SetupError } from "./asker.ts";
export type { Asker, SetupQuestion } from "./asker.ts";
export { runSetup } from "./run-setup.ts";
export type { SetupOptions, SetupSteps } from "./run-setup.ts";
