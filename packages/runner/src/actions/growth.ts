import { withSnakeNames } from "../json/index.ts";
import { dedupRatio, filesUnchanged, forecast, renderGrowth, type StoredRun } from "../growth/index.ts";
import { openState } from "../state/index.ts";
import type { ActionContext } from "./action-context.ts";
import type { GrowthFlags } from "./action-flags.ts";
import { growthRuns } from "./record-growth.ts";

/** Runs that are shown unless told otherwise. */
const SHOWN = 30;

/** Shows what runs have measured, or releases those with findings. Asks nothing of Borg. @returns The figures, if JSON is wanted. */
export async function showGrowth(context: ActionContext, flags: GrowthFlags): Promise<unknown> {
  const { configuration, repository, system, log, dryRun } = context;
  using state = openState(configuration, system);
  const store = growthRuns(context, state);
  if (flags.release === true || flags.usual === true) {
    const count = dryRun ? store.held().length : store.release(system.nowMs(), flags.usual === true);
    log.answer(`${count} runs with findings released${dryRun ? " (dry run: they are still held)" : ""}`);
  }
  const runs = store.list(flags.last ?? SHOWN);
  const held = store.held();
  if (flags.json === true) {
    return withSnakeNames({
      repository: { location: repository.path, label: repository.label ?? "" },
      runs: runs.map(asJson),
      forecast: forecast(runs) ?? null,
      held: held.flatMap(({ findings }) => findings),
    });
  }
  log.answer("How source and repository have grown");
  log.withPrefix("").answer(renderGrowth(runs, held).join("\n"));
  return await Promise.resolve(undefined);
}

function asJson(run: StoredRun): unknown {
  return { ...run, filesUnchanged: filesUnchanged(run), dedupRatio: dedupRatio(run) };
}
