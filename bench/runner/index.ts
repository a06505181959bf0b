/**
 * Runs scenarios: prepares, measures in turns, checks what is left.
 *
 * @module
 */
export { runScenario } from "./run-scenario.ts";
export { Workshop } from "./workshop.ts";
