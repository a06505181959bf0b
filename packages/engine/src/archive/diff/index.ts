/**
 * Comparing two archives: which items were added, removed or changed, and how.
 *
 * - *pair*: what both archives hold at one path; the side that holds nothing is `undefined`.
 * - *kept items*: those that wait for their partner, packed.
 *
 * Stands on contents, cache, session.
 *
 * @module
 */
export * from "./diff-archives.ts";
export { sizeOf } from "./item-changes.ts";
export type { ItemChange } from "./item-changes.ts";
export type { ItemPair } from "./item-pairing.ts";
