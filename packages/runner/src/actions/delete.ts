import type { ActionContext } from "./action-context.ts";
import { ActionError } from "./action-error.ts";
import type { DeleteFlags, DeletionFlags, RepoDeleteFlags } from "./action-flags.ts";
import { globOption } from "./archive-filter.ts";
import { commonOptions, flag, option } from "./borg-options.ts";
import { resolveArchive } from "./latest-archive.ts";
import { selectionOptions } from "./repo-list.ts";

/** `--force` once asks no questions; twice deletes what is damaged, too. */
const FORCE_MAX = 2;

/**
 * Deletes archives that are named on the command line; what the configuration matches does not count here.
 *
 * @throws {ActionError} If none is named: Borg would delete the whole repository.
 */
export async function deleteArchives(context: ActionContext, flags: DeleteFlags): Promise<void> {
  const { configuration, repository, borg, log, dryRun } = context;
  const { matchArchives, first, last } = flags;
  if ([flags.archive, matchArchives, first, last].every((value) => value === undefined)) {
    throw new ActionError(
      "delete needs to know which archives: --archive, --match-archives, --first or --last (repo-delete deletes all)",
    );
  }
  const pattern = matchArchives ?? (await resolveArchive(context, flags.archive));
  log.info(`Deleting archives${dryRun ? " (dry run: nothing is deleted)" : ""}`);
  await borg.run({
    command: ["delete"],
    options: [
      ...globOption(pattern === "*" ? undefined : pattern),
      ...selectionOptions(flags),
      ...flag("--stats", configuration.statistics),
      ...flag("--save-space", flags.saveSpace),
      ...option("--checkpoint-interval", flags.checkpointInterval),
      ...deletionOptions(context, flags),
      ...commonOptions(context, { extra: "delete" }),
    ],
    positionals: [repository.path],
    output: { kind: "log", level: "answer" },
  });
}

/** Deletes the repository. Borg asks before it does, unless `--force` is given. */
export async function deleteRepository(context: ActionContext, flags: RepoDeleteFlags): Promise<void> {
  const { repository, borg, log, dryRun } = context;
  log.info(`Deleting ${flags.cacheOnly === true ? "the cache" : "the repository"}${dryRun ? " (dry run)" : ""}`);
  const asks = !flags.force && flags.cacheOnly !== true;
  await borg.run({
    command: ["delete"],
    options: [...deletionOptions(context, flags), ...commonOptions(context, { logJson: !asks, extra: "delete" })],
    positionals: [repository.path],
    output: asks ? { kind: "terminal" } : { kind: "log", level: "answer" },
  });
}

function deletionOptions({ configuration, dryRun }: ActionContext, flags: DeletionFlags): readonly string[] {
  return [
    ...flag("--dry-run", dryRun),
    ...flag("--list", configuration.list_details),
    ...flag("--cache-only", flags.cacheOnly),
    ...flag("--keep-security-info", flags.keepSecurityInfo),
    ...Array<string>(Math.min(flags.force ?? 0, FORCE_MAX)).fill("--force"),
  ];
}
