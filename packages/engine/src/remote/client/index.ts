/**
 * The client's end: a repository on another machine.
 *
 * - *place*: where it lies, and how to get there.
 * - *conversation*: one connection, from the start of `ssh` to its end. *link*: the way to an open repository.
 *
 * @module
 */
export { RemoteRepository } from "./remote-repository.ts";
export type { RemotePlace } from "./remote-place.ts";
