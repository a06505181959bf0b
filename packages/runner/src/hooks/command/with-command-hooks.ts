import type { CommandHook } from "../../config/index.ts";
import { SoftFailure } from "./command-hook-errors.ts";
import { type CommandHookPlace, type CommandHookState, selectCommandHooks } from "./command-hook.ts";
import { type CommandHookContext, runCommandHooks } from "./run-command-hooks.ts";

/** What `withCommandHooks` stands around. */
export interface CommandHookScope extends CommandHookContext {
  readonly hooks: readonly CommandHook[];
  readonly place: Exclude<CommandHookPlace, "error" | "everything">;
  /** Actions of the run, or the one at hand. */
  readonly actions: readonly string[];
}

/**
 * Does `work` between its before and after hooks. After hooks run whatever has failed before them, with the state `fail`.
 *
 * @throws {SoftFailure} If a hook asks for one; from a before hook, neither `work` nor the after hooks have run.
 * @throws Whatever a before hook, `work` or an after hook has thrown, the first of them; if a before hook has, `work` has not run.
 */
export async function withCommandHooks<Result>(scope: CommandHookScope, work: () => Promise<Result>): Promise<Result> {
  const { hooks, place, actions } = scope;
  const runAfter = (state: CommandHookState): Promise<void> =>
    runCommandHooks(selectCommandHooks(hooks, { side: "after", place, actions, state }), scope);
  let isWorkBegun = false;
  let result: Result;
  try {
    await runCommandHooks(selectCommandHooks(hooks, { side: "before", place, actions }), scope);
    isWorkBegun = true;
    result = await work();
  } catch (error) {
    if (isWorkBegun || !(error instanceof SoftFailure)) await runAfterFailure(scope, runAfter);
    throw error;
  }
  await runAfter("finish");
  return result;
}

/** What an after hook says after a failure must not hide the failure. */
async function runAfterFailure(
  scope: CommandHookScope,
  runAfter: (state: CommandHookState) => Promise<void>,
): Promise<void> {
  try {
    await runAfter("fail");
  } catch (error) {
    if (!(error instanceof SoftFailure)) scope.log.error(error instanceof Error ? error.message : String(error));
  }
}
