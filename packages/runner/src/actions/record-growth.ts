import { detectAnomalies, HISTORY_MAX, repositoryRoom, RunStore } from "../growth/index.ts";
import { openState, type State } from "../state/index.ts";
import type { ActionContext } from "./action-context.ts";
import { archivePattern } from "./archive-filter.ts";
import type { ArchiveFigures } from "./create-figures.ts";
import { absoluteRepository } from "./repository-path.ts";

/**
 * Remembers the figures of a new archive, and tells what is extraordinary of them where the configuration wants to know.
 *
 * Nothing that goes wrong here harms the archive: it is told, and that is all.
 */
export function recordGrowth(context: ActionContext, figures: ArchiveFigures): void {
  const { configuration, repository, system, log } = context;
  const isWatched = configuration.growth !== undefined;
  try {
    using state = openState(configuration, system);
    const runs = growthRuns(context, state);
    const room = repositoryRoom({
      repository: absoluteRepository(context),
      quota: repository.storage_quota,
      used: figures.repositorySize,
    });
    const run = { ...figures, room };
    const findings = isWatched ? detectAnomalies(runs.list(HISTORY_MAX), run) : [];
    runs.add(run, findings, system.nowMs());
    for (const { severity, text, remedy } of findings) {
      log[severity](`${text}. ${remedy}`);
    }
  } catch (error) {
    const message = `The figures of archive ${figures.archive} cannot be recorded: ${String(error)}`;
    if (isWatched) log.warning(message);
    else log.debug(message);
  }
}

/** The recorded runs of the archives that the configuration is about. */
export function growthRuns(context: ActionContext, state: State): RunStore {
  return new RunStore(state, context.repository.path, archivePattern(context.configuration) ?? "*");
}
