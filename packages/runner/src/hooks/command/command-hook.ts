/** What a command hook stands beside: `error` has an after only. */
export type CommandHookPlace = "action" | "repository" | "configuration" | "everything" | "error";

/** How the thing has ended that a hook stands after. */
export type CommandHookState = "finish" | "fail";

/** One element of the option `commands`: shell commands, and when they are to be run. Exactly one of `before` and `after` is set. */
export interface CommandHook {
  readonly before?: Exclude<CommandHookPlace, "error">;
  readonly after?: CommandHookPlace;
  /** Only for runs with one of these actions. */
  readonly when?: readonly string[];
  /** After hooks: only for these ends. */
  readonly states?: readonly CommandHookState[];
  readonly run: readonly string[];
}

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
