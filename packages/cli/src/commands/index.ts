/**
 * The commands: one file each with its table of options, how these become the engine's Options, and what is printed of its
 * Result. The registry loads a command's file only when its name is on the command line.
 *
 * Stands on the engine's commands and on all folders of cli but program.
 *
 * @module
 */
export { archiveOf, defineCommand, targetOf } from "./command.ts";
export type { Command, CommandRun, Outcome, Target } from "./command.ts";
export type { Host, SpecialFilesRule } from "./host.ts";
export { HELP_TOPICS } from "./help-topics.ts";
export { COMMANDS, FAMILIES } from "./registry.ts";
export type { CommandEntry } from "./registry.ts";
