import { frequencyToMs } from "../../config/index.ts";
import { DrillStore } from "../../drill/index.ts";
import { ActionTimes, type Finding, FindingStore, openState } from "../../state/index.ts";
import type { ActionContext } from "../action-context.ts";
import { ActionError } from "../action-error.ts";

/** The code of the finding. */
const OVERDUE = "drill-overdue";
/** Since when a drill is waited for, among the times of actions. */
const AWAITED = "drill awaited";
const DAY_MS = 86_400_000;

/**
 * Warns if drills are configured, but none has passed for too long.
 *
 * @throws {ActionError} If that is to fail the run.
 */
export function checkDrillAge({ configuration, repository, system, log, dryRun }: ActionContext): void {
  const { drill } = configuration;
  if (drill === undefined || dryRun) return;
  const limitMs = frequencyToMs(drill?.overdue_after ?? "") || 2 * (frequencyToMs(drill?.frequency ?? "") ?? 0);
  if (limitMs === 0) return;
  using state = openState(configuration, system);
  const nowMs = system.nowMs();
  const times = new ActionTimes(state);
  const { lastPassedMs } = new DrillStore(state).standing(repository.path);
  const sinceMs = lastPassedMs ?? times.lastMs(repository.path, AWAITED);
  if (sinceMs === undefined) times.note(repository.path, AWAITED, nowMs);
  const isOverdue = sinceMs !== undefined && nowMs - sinceMs > limitMs;
  const store = new FindingStore(state, "drill", repository.path);
  const others = store.list().filter(({ code }) => code !== OVERDUE);
  if (!isOverdue) return store.replace(others, nowMs);
  const days = Math.floor((nowMs - sinceMs) / DAY_MS);
  const finding: Finding = {
    code: OVERDUE,
    subject: "",
    severity: drill?.overdue_fails === true ? "error" : "warning",
    text:
      lastPassedMs === undefined
        ? `No drill has passed in the ${days} days since drills are configured`
        : `The last drill that has passed was ${days} days ago`,
    remedy: "coffermatic drill --force",
  };
  store.replace([...others, finding], nowMs);
  const message = `${finding.text}; run ${finding.remedy}`;
  if (finding.severity === "error") throw new ActionError(message);
  log.warning(message);
}
