import type { CommandHook } from "../config/index.ts";
import { type CommandHookState, SoftFailure, runCommandHooks, selectCommandHooks } from "../hooks/index.ts";
import { hookContext, hookNames } from "./hook-context.ts";
import type { RunRequest, RunTools } from "./run-request.ts";

/**
 * Runs the hooks around everything: those of all configurations, one that several have in common only once.
 *
 * @throws {CommandHookError} If one fails; those after it have not run.
 */
export async function runEverythingHooks(
  side: "before" | "after",
  request: RunRequest,
  tools: RunTools,
  state?: CommandHookState,
): Promise<void> {
  const { configurations, actions } = request;
  const seen = new Set<string>();
  for (const { path, configuration } of configurations) {
    const hooks = selectCommandHooks(
      (configuration.commands ?? []).filter((hook) => !seen.has(identityOf(hook))),
      { side, place: "everything", actions: hookNames(actions), ...(state === undefined ? {} : { state }) },
    );
    for (const hook of hooks) seen.add(identityOf(hook));
    try {
      await runCommandHooks(hooks, hookContext({ path, configuration }, request, tools));
    } catch (error) {
      if (!(error instanceof SoftFailure)) throw error;
    }
  }
}

function identityOf(hook: CommandHook): string {
  return JSON.stringify(hook);
}
