/**
 * What runs of `create` have measured, and what is extraordinary of it.
 *
 * Words: a *run's figures* are sizes, files and time of one archive; a *series* is all archives of one source in one repository. A *signal*
 * is how much one thing has changed from run to run. A run with findings is *held* until a person *releases* it.
 *
 * Stands on state and the cli's words.
 *
 * @module
 */
export { detectAnomalies, HISTORY_MAX } from "./detect-anomalies.ts";
export { forecast } from "./forecast.ts";
export { forecastText, renderGrowth } from "./render-growth.ts";
export { repositoryRoom } from "./repository-room.ts";
export { dedupRatio, filesUnchanged } from "./run-figures.ts";
export type { RunFigures } from "./run-figures.ts";
export { RunStore } from "./run-store.ts";
export type { StoredRun } from "./run-store.ts";
