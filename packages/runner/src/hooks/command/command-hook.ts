import type { CommandHook } from "../../config/index.ts";

/** What a command hook stands beside: `error` has an after only. */
export type CommandHookPlace = "action" | "repository" | "configuration" | "everything" | "error";

/** How the thing has ended that a hook stands after. */
export type CommandHookState = "finish" | "fail";

/** Which hooks are meant. */
export interface CommandHookFilter {
  readonly side: "before" | "after";
  readonly place: CommandHookPlace;
  /** Actions of the run, or the one at hand. */
  readonly actions: readonly string[];
  /** For `after`: how it has ended. */
  readonly state?: CommandHookState;
}

/** The hooks that `filter` means, in the order of the configuration. */
export function selectCommandHooks(hooks: readonly CommandHook[], filter: CommandHookFilter): CommandHook[] {
  const { side, place, actions, state } = filter;
  return hooks.filter(
    (hook) =>
      hook[side] === place &&
      (hook.when === undefined || hook.when.some((name) => actions.includes(name))) &&
      (state === undefined || hook.states === undefined || hook.states.includes(state)),
  );
}
