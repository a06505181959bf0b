/**
 * Where the time of coffer's threads goes: samples of V8, read into trees of calls, drawn as flame graphs.
 *
 * @module
 */
export { flamePage } from "./flame-page.ts";
export type { ThreadFrames } from "./flame-page.ts";
export { hotFunctionsOf } from "./frame.ts";
export { readThreads, sampled } from "./profile-command.ts";
