/**
 * What a run takes from its machine: processes, environment, folder, clock, chance. Handed in from `main.ts`, so that tests can hand in others.
 *
 * Stands on nothing.
 *
 * @module
 */
export { expandHome } from "./expand-home.ts";
export { isAlive, leftoverFolders, makeOwnedFolder } from "./owned-folders.ts";
export { removeTree } from "./remove-tree.ts";
export { LineSplitter } from "./line-splitter.ts";
export { runCommand } from "./run-command.ts";
export { seededRandom } from "./seeded-random.ts";
export type { Random } from "./seeded-random.ts";
export type { CommandOptions, CommandResult } from "./run-command.ts";
export type { Env, System } from "./system.ts";
