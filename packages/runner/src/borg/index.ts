/**
 * Borg as the actions see it: something that takes a command line and says how it went.
 *
 * Words: a *call* is one run of Borg; its *output* goes to the log, to the caller, or to the terminal. Two things can answer a
 * call: any Borg *executable*, or coffer's own engine in this process.
 *
 * Stands on log, system and config.
 *
 * @module
 */
export type { Borg, BorgCall, BorgOutput, BorgResult, ExitCodeRule, SpecialFilesRule } from "./borg.ts";
export { borgEnvironment } from "./borg-environment.ts";
export type { Engine, EngineCall, EngineRun } from "./engine.ts";
export { BorgFailed } from "./borg-failed.ts";
export { BorgVersion } from "./borg-version.ts";
export type { BorgWorld } from "./borg-world.ts";
export { ExecutableBorg } from "./executable-borg.ts";
export { costOf } from "./storage-cost.ts";
export type { CountedRequests } from "./storage-cost.ts";
export { BuiltInBorg } from "./built-in-borg.ts";
