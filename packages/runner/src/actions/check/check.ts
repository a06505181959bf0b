import { repositoryMatches } from "../../config/index.ts";
import type { ActionContext } from "../action-context.ts";
import type { CheckFlags } from "../action-flags.ts";
import { noteSuccess } from "../note-action.ts";
import { findRepository } from "../repo-info.ts";
import { isBorgCheck, borgCheckFilter, runBorgCheck } from "./borg-check.ts";
import { CheckTimes } from "./check-times.ts";
import { configuredChecks, dueChecks } from "./due-checks.ts";
import { extractCheck } from "./extract-check.ts";
import { spotCheck } from "./spot-check.ts";

/**
 * Runs the checks that are due, and notes when they have ended well.
 *
 * @throws {ActionError} If a spot check finds too many differences.
 * @throws {BorgFailed} If Borg finds damage, or cannot check.
 */
export async function check(context: ActionContext, flags: CheckFlags): Promise<void> {
  const { configuration, repository, log, dryRun } = context;
  if (!isToBeChecked(context)) {
    log.info(`Skipping the checks of ${repository.path}: check_repositories does not name it`);
    return;
  }
  if (flags.repair === true && dryRun) {
    log.info("Skipping check --repair (dry run)");
    return;
  }
  log.info("Checking consistency");
  const wanted = flags.only ?? configuredChecks(configuration, log);
  const filter = borgCheckFilter(context, wanted);
  // a repair is no check that counts
  const times = flags.repair === true ? undefined : await openTimes(context, filter);
  const due = times === undefined || flags.force === true ? wanted : dueChecks(context, wanted, times);
  const byBorg = due.filter(isBorgCheck);
  if (byBorg.length > 0) {
    await runBorgCheck(context, flags, byBorg, filter);
    await times?.note(byBorg);
    if (times !== undefined) noteSuccess(context, "check");
  }
  for (const [name, run] of [
    ["extract", extractCheck],
    ["spot", spotCheck],
  ] as const) {
    if (!due.includes(name)) continue;
    await run(context);
    await times?.note([name]);
    noteSuccess(context, "check");
  }
}

async function openTimes(context: ActionContext, filter: readonly string[]): Promise<CheckTimes> {
  const { repository } = await findRepository(context);
  return await CheckTimes.open(context, repository.id, filter);
}

/** `check_repositories` names repositories by path or label. */
function isToBeChecked({ configuration, repository, system }: ActionContext): boolean {
  const { check_repositories: chosen } = configuration;
  if (chosen === undefined || chosen.length === 0) return true;
  return chosen.some((wanted) => repositoryMatches(wanted, repository, system.cwd));
}
