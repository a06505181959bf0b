/**
 * The real borg's own repository class, driven call by call in a Python process: the judge of what a transaction leaves on
 * disk.
 *
 * Stands on borg.
 *
 * @module
 */
export { BorgRepository } from "./borg-repository.ts";
export type { BorgSegmentLimits } from "./borg-repository.ts";
