/**
 * What retention options come to: Borg's own plan for pruning, tried on archives that are made on time.
 *
 * A *promise* has a reach (how far back one can go) and a spacing (how far from any moment the nearest archive may be).
 *
 * @module
 */
export { simulateRetention } from "./simulate-retention.ts";
export type { KeptHistory, Promised } from "./simulate-retention.ts";
export { retentionRules } from "./retention-rules.ts";
export { remedyFor } from "./remedy-for.ts";
