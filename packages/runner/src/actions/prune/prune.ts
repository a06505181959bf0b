import type { BorgCall } from "../../borg/index.ts";
import type { ActionContext } from "../action-context.ts";
import type { PruneFlags } from "../action-flags.ts";
import { archiveFilterWithPrefix } from "../archive-filter.ts";
import { commonOptions, flag, statisticsOptions } from "../borg-options.ts";
import { noteSuccess } from "../note-action.ts";
import { drilledArchives } from "./drilled-archive.ts";
import { pruneGuarded } from "./guarded-prune.ts";
import { isPruneHeld } from "./held-prune.ts";
import { retentionOptions } from "./retention-options.ts";
import { simulatePrune } from "./simulate-prune.ts";

/**
 * Deletes archives that the retention options do not keep, but never the last one that has passed a drill. Their space comes free with
 * the next `compact`.
 *
 * @returns What a simulation has to show, if JSON is wanted.
 * @throws {ActionError} If `growth` has found something grave that nobody has looked at yet, or too many archives would go; nothing is
 * deleted.
 */
export async function prune(context: ActionContext, flags: PruneFlags): Promise<unknown> {
  const { configuration, borg, log, dryRun } = context;
  if (flags.simulate === true) return await simulatePrune(context, flags);
  log.info(`Pruning archives${dryRun ? " (dry run: nothing is deleted)" : ""}`);
  if (!dryRun && isPruneHeld(context)) return undefined;
  const drilled = drilledArchives(context);
  if (drilled.length > 0 || configuration.prune_limit !== undefined) await pruneGuarded(context, drilled);
  else await borg.run(plainCall(context));
  noteSuccess(context, "prune");
  return undefined;
}

function plainCall(context: ActionContext): BorgCall {
  const { configuration, repository, dryRun } = context;
  const { list_details, prefix } = configuration;
  const statistics = dryRun ? [] : statisticsOptions(configuration);
  return {
    command: ["prune"],
    options: [
      ...retentionOptions(configuration),
      ...archiveFilterWithPrefix(configuration, prefix),
      ...statistics,
      ...flag("--list", list_details),
      ...flag("--dry-run", dryRun),
      ...commonOptions(context, { extra: "prune" }),
    ],
    positionals: [repository.path],
    output: { kind: "log", level: statisticsOptions(configuration).length > 0 || list_details ? "answer" : "info" },
  };
}
