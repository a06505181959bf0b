/**
 * A whole run of the program: command line in, exit code out.
 *
 * Stands on all other folders.
 *
 * @module
 */
export type { Host, SpecialFilesRule } from "../commands/index.ts";
export { deprecationWarnings } from "./deprecations.ts";
export { interpret, refusalOf } from "./interpret.ts";
export type { Asked, Interpretation, Refusal } from "./interpret.ts";
export { allCommands, loadCommands, programLevel } from "./levels.ts";
export { placeholderFiller, placeholderValues } from "./parse-world.ts";
export { runCommandLine, runProgram } from "./run-program.ts";
