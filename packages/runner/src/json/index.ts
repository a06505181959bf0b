/**
 * Answers for programs (`--json`).
 *
 * Words: *snake names* are the names of fields as Borg and borgmatic spell them, `started_ms`.
 *
 * Stands on nothing.
 *
 * @module
 */
export { withSnakeNames } from "./snake-names.ts";
