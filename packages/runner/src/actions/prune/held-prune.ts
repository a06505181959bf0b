import { openKnownState } from "../../state/index.ts";
import type { ActionContext } from "../action-context.ts";
import { ActionError } from "../action-error.ts";
import { growthRuns } from "../record-growth.ts";

/**
 * Whether prune has to wait, as `growth` has found something extraordinary that nobody has looked at yet; says so.
 *
 * @throws {ActionError} If it is of severity error: then monitors are to hear of a failure.
 */
export function isPruneHeld(context: ActionContext): boolean {
  const { configuration, system, log } = context;
  if (configuration.growth === undefined || configuration.growth?.hold_prune === false) return false;
  using state = openKnownState(configuration, system);
  if (state === undefined) return false;
  const findings = growthRuns(context, state)
    .held()
    .flatMap((run) => run.findings);
  if (findings.length === 0) return false;
  const texts = findings.map(({ code, subject, text }) => `\n${code} (${subject}): ${text}`).join("");
  const message = `No archive is deleted until somebody has looked at this and said coffermatic growth --release:${texts}`;
  if (findings.some(({ severity }) => severity === "error")) throw new ActionError(message);
  log.warning(message);
  return true;
}
