/**
 * Command hooks: shell commands of the administrator before and after actions, repositories, configurations and everything,
 * and after an error.
 *
 * @module
 */
export { CommandHookError, SoftFailure } from "./command-hook-errors.ts";
export { selectCommandHooks } from "./command-hook.ts";
export type { CommandHookFilter, CommandHookPlace, CommandHookState } from "./command-hook.ts";
export { fillInVariables } from "./fill-in-variables.ts";
export { runCommandHooks } from "./run-command-hooks.ts";
export type { CommandHookContext } from "./run-command-hooks.ts";
export { withCommandHooks } from "./with-command-hooks.ts";
export type { CommandHookScope } from "./with-command-hooks.ts";
