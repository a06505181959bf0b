/**
 * The programs that are compared, and how each is asked for the same thing.
 *
 * A *tool* is a program of this machine; its *speech* makes command lines of what every backup program does. What only Borg's command
 * line has (`recreate`, `--sparse`, …) is asked of the tools with a `borg`.
 *
 * @module
 */
export { findPeer, findTools, peerFolder } from "./find-tools.ts";
export type { PeerName } from "./find-tools.ts";
export type { Place, Setting, Tool, Words } from "./tool.ts";
