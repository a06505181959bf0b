import type { Configuration } from "../config/index.ts";
import type { ActionContext } from "./action-context.ts";
import { archiveFilterWithPrefix } from "./archive-filter.ts";
import { commonOptions, flag, statisticsOptions } from "./borg-options.ts";
import { isPruneHeld } from "./held-prune.ts";

/**
 * Deletes archives that the retention options do not keep. Their space comes free with the next `compact`.
 *
 * @throws {ActionError} If `growth` has found something grave that nobody has looked at yet; nothing is deleted.
 */
export async function prune(context: ActionContext): Promise<void> {
  const { configuration, repository, borg, log, dryRun } = context;
  const { list_details, prefix } = configuration;
  log.info(`Pruning archives${dryRun ? " (dry run: nothing is deleted)" : ""}`);
  if (!dryRun && isPruneHeld(context)) return;
  const statistics = dryRun ? [] : statisticsOptions(configuration);
  await borg.run({
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
  });
}

function retentionOptions(configuration: Configuration): string[] {
  return Object.entries(configuration)
    .filter(([name, value]) => name.startsWith("keep_") && name !== "keep_exclude_tags" && value !== undefined)
    .flatMap(([name, value]) => [`--${name.replaceAll("_", "-")}`, String(value)]);
}
