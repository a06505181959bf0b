/**
 * The program: from a command line to an exit code.
 *
 * Stands on everything else of `runner`.
 *
 * @module
 */
export { runProgram } from "./run-program.ts";
export type { Terminal } from "./terminal.ts";
