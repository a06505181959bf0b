/**
 * A whole run of the program: command line in, exit code out.
 *
 * Stands on all other folders.
 *
 * @module
 */
export { placeholderFiller, placeholderValues } from "./parse-world.ts";
export { runCommandLine, runProgram } from "./run-program.ts";
