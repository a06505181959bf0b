import { writeAtomically } from "../page/index.ts";
import { collectMetrics, gatherFacts, renderPage, renderPrometheus } from "../report/index.ts";
import { openState } from "../state/index.ts";
import { expandHome } from "../system/index.ts";
import { messageOf } from "./failure.ts";
import { MONITORED_ACTIONS } from "./monitored-actions.ts";
import type { NamedConfiguration, RunRequest, RunTools } from "./run-request.ts";

/** After a run: metrics and page, where the configuration wants them. What cannot be written is a warning. */
export function writeReports(
  { configuration }: NamedConfiguration,
  { actions, dryRun }: RunRequest,
  { system, log }: RunTools,
): void {
  const { metrics, report } = configuration;
  const isWanted = metrics !== undefined || report !== undefined;
  if (!isWanted || dryRun || !actions.some(({ name }) => MONITORED_ACTIONS.includes(name))) return;
  try {
    using state = openState(configuration, system);
    const facts = gatherFacts(state);
    if (metrics !== undefined) {
      writeAtomically(expandHome(metrics.path, system), renderPrometheus(collectMetrics(facts.repositories)));
    }
    if (report !== undefined) writeAtomically(expandHome(report.path, system), renderPage(facts, system.nowMs()));
  } catch (error) {
    log.warning(`Metrics and report cannot be written: ${messageOf(error)}`);
  }
}
