/**
 * Folders full of everything that is hard to back up, and the judge of two such folders.
 *
 * Stands on format/archive (clamping of times) and engine/platform.
 *
 * @module
 */
export { compareTrees } from "./compare-trees.ts";
export type { CompareOptions, IgnorableField } from "./compare-trees.ts";
export { makeTree } from "./make-tree.ts";
export type { TreeFeature, TreeOptions, TreeSummary } from "./make-tree.ts";
export { SeededRandom } from "./random.ts";
export { removeTree } from "./remove-tree.ts";
