import { ActionFailures, ActionTimes, openState, type State } from "../state/index.ts";
import type { ActionContext } from "./action-context.ts";

/** Actions whose last ends are remembered. */
type NotedAction = "create" | "prune" | "compact" | "check";

const NOTED: readonly string[] = ["create", "prune", "compact", "check"] satisfies readonly NotedAction[];

/** Remembers that an action has done its work; a dry run, or one that was not due, has not. */
export function noteSuccess(context: ActionContext, action: NotedAction): void {
  const { repository, system, dryRun } = context;
  if (!dryRun) remember(context, (state) => new ActionTimes(state).note(repository.path, action, system.nowMs()));
}

/** Remembers that an action has failed, if it is one of those that are remembered. */
export function noteFailure(context: ActionContext, action: string, error: unknown): void {
  const { repository, system, dryRun } = context;
  if (dryRun || !NOTED.includes(action)) return;
  const message = error instanceof Error ? error.message : String(error);
  remember(context, (state) => {
    new ActionFailures(state).note(repository.path, action, { failedMs: system.nowMs(), message });
  });
}

/** What cannot be remembered harms no action. */
function remember({ configuration, system, log }: ActionContext, note: (state: State) => void): void {
  try {
    using state = openState(configuration, system);
    note(state);
  } catch (error) {
    log.debug(`The end of an action cannot be remembered: ${String(error)}`);
  }
}
