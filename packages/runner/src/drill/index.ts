/**
 * Drills: archives are restored for trial, what comes out is looked at, and the result is kept as evidence.
 *
 * Words: a *sample* is what of an archive is restored; a *scratch folder* is where to, and is gone afterwards; the *standing* of a
 * repository is how many drills have passed in a row, and when the last one did. A *dump* is loaded into a server that is started for it.
 *
 * Stands on borg (the engine), hooks (dumps), state, config, system, log.
 *
 * @module
 */
export { describeDrill } from "./describe-drill.ts";
export { drillArchive } from "./drill-archive.ts";
export type { DrillContext, DrilledArchive, DrillRules } from "./drill-context.ts";
export type { DrillResult, LoadedDump } from "./drill-result.ts";
export { DrillStore } from "./drill-store.ts";
export type { DrillStanding } from "./drill-store.ts";
export { renderDrillPage } from "./render-drill-page.ts";
export { RowCountStore } from "./row-count-store.ts";
export { removeScratchLeftovers, scratchBase } from "./scratch-folder.ts";
