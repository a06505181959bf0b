/**
 * What of an archive a drill restores: all, or a sample that is the same again for the same seed.
 *
 * Stands on the engine's commands.
 *
 * @module
 */
export { chooseItems } from "./choose-items.ts";
export type { ChosenItems, SampleRules } from "./choose-items.ts";
export { sourceRoots } from "./source-groups.ts";
