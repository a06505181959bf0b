/**
 * Programs that read borgmatic's configuration: the real borgmatics of this machine, and coffermatic.
 *
 * Stands on nothing.
 *
 * @module
 */
export { coffermatic, findBorgmatics } from "./borgmatics.ts";
export type { Borgmatics } from "./borgmatics.ts";
