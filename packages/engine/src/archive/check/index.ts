/**
 * The check of archives: that everything they are made of is in the repository, whole and authentic.
 *
 * - *census*: all objects of the repository, with a count of references to each.
 * - *sweep*: reading and verifying every object in the order of the log, on worker threads.
 * - *salvage*: finding items in an item stream that has holes.
 * - *replacement chunk*: zeros that a repair puts in the place of a lost chunk; *healing*: putting the chunk back when it is
 *   there again. The list of the chunks as they should be is kept meanwhile (`chunks_healthy`).
 * - *orphan*: an object that no archive needs.
 *
 * Findings are reported as they are made. *Repairs* are a second consumer of the same findings; without them nothing is
 * changed.
 *
 * Stands on contents, jobs, session, repository and format.
 *
 * @module
 */
export { checkArchives } from "./check-archives.ts";
export type { ArchiveCheckOptions } from "./check-archives.ts";
export { startCheckWorkers } from "./check-workers.ts";
export { segmentVerifier } from "./segment-verifier.ts";
