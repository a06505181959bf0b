import type { ActionContext } from "./action-context.ts";
import type { CompactFlags } from "./action-flags.ts";
import { commonOptions, flag, wantsJsonLog } from "./borg-options.ts";
import { noteSuccess } from "./note-action.ts";

/** The first Borg that can tell what a compaction would do. */
const DRY_RUN_SINCE = "1.2.9";

/** Frees the space of what was deleted. */
export async function compact(context: ActionContext, { cleanupCommits }: CompactFlags): Promise<void> {
  const { configuration, repository, borg, log, dryRun } = context;
  const { progress, compact_threshold: threshold } = configuration;
  if (dryRun && !(await borg.version()).isAtLeast(DRY_RUN_SINCE)) {
    log.info("Skipping compact: this Borg knows no dry run of it");
    return;
  }
  log.info(`Compacting segments${dryRun ? " (dry run: nothing is changed)" : ""}`);
  await borg.run({
    command: ["compact"],
    options: [
      ...flag("--progress", progress),
      ...flag("--cleanup-commits", cleanupCommits),
      ...(threshold === undefined ? [] : ["--threshold", String(threshold)]),
      ...flag("--dry-run", dryRun),
      ...commonOptions(context, { logJson: wantsJsonLog(configuration), extra: "compact" }),
    ],
    positionals: [repository.path],
    output: progress === true ? { kind: "terminal" } : { kind: "log", level: "info" },
  });
  noteSuccess(context, "compact");
}
