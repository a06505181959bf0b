import { deleteArchives, deleteRepository } from "@coffer/engine/commands";
import type { ArchiveEntry } from "@coffer/engine/commands";
import { CommandError } from "@coffer/format/errors";
import { archiveSelection, hasArchiveFilter } from "./archive-choice.ts";
import { cacheSettings } from "./cache-settings.ts";
import { type Command, type CommandRun, defineCommand, targetOf } from "./command.ts";
import { logDeletionStatistics } from "./deletion-statistics.ts";
import { counter, flag, option, optionalWord, text, wholeNumber, words } from "../arguments/index.ts";
import { type Location, locationArgument } from "../location/index.ts";
import {
  ARCHIVE_FILTERS,
  ARCHIVE_FILTERS_NOTE,
  type ArchiveFilterValues,
  type CommonValues,
  archiveFilters,
} from "../options/index.ts";
import { ArchiveFormatter } from "../output/index.ts";

const parameters = {
  dryRun: flag(["-n", "--dry-run"], "change nothing"),
  list: flag(["--list"], "list the archives that are deleted"),
  stats: flag(["-s", "--stats"], "print statistics of what was deleted"),
  quickStats: flag(["--quick-stats"], "print statistics of what was deleted, without those of the whole repository"),
  cacheOnly: flag(["--cache-only"], "delete nothing but the local cache of the repository"),
  force: counter(
    ["--force"],
    "delete archives although they are damaged; ``--force --force`` where once does not help",
  ),
  keepSecurityInfo: flag(["--keep-security-info"], "when deleting a repository, keep what this machine knows of it"),
  saveSpace: flag(["--save-space"], "work with less free space, but slower"),
  checkpointInterval: option(
    ["-c", "--checkpoint-interval"],
    "SECONDS",
    "commit after every SECONDS of work (Default: 1800)",
    wholeNumber,
    1800,
  ),
  ...archiveFilters,
};

const EPILOG = `Deletes archives, or, where a repository alone is named and no filter is given, the
whole repository with its cache and what this machine knows of it; then the question
has to be answered by YES (or by BORG_DELETE_I_KNOW_WHAT_I_AM_DOING=YES).

Deleting archives marks their data as unused. Space is freed by "borg compact".

Give one archive as REPOSITORY::ARCHIVE, more of them by further names, or choose by
name with -a. Look first with --dry-run --list.

Archives that are damaged can only be deleted with --force. With --force --force they
are merely taken off the list; run "borg check --repair" afterwards.`;

interface DeleteValues extends CommonValues, ArchiveFilterValues {
  readonly dryRun: boolean;
  readonly list: boolean;
  readonly stats: boolean;
  readonly quickStats: boolean;
  readonly cacheOnly: boolean;
  readonly force: number;
  readonly keepSecurityInfo: boolean;
  readonly checkpointInterval: number;
  readonly location: Location | undefined;
}

const archiveLine = new ArchiveFormatter("{barchive:<36} {time} [{id}]");

async function deleteSomeArchives(values: DeleteValues, named: readonly string[], run: CommandRun): Promise<void> {
  const { dryRun, force, checkpointInterval, considerPartFiles } = values;
  const forgotten = force === 2;
  const verb = dryRun
    ? forgotten
      ? "Would delete:"
      : "Would delete archive:"
    : forgotten
      ? "Deleted archive:"
      : "Deleting archive:";
  const result = await deleteArchives(
    {
      ...targetOf(values.location, values, run),
      archives: named.length > 0 ? named : archiveSelection(values),
      dryRun,
      force,
      checkpointInterval,
      considerPartFiles,
      withCacheStatistics: values.stats,
      signal: run.signal,
      cache: cacheSettings(run),
    },
    run.context,
    (archive: ArchiveEntry, number, count) =>
      run.logger.logLines("list", `${verb} ${archiveLine.line(archive)} (${number}/${count})`),
  );
  if ((!values.stats && !values.quickStats) || forgotten || (filteredNothing(named) && result.archives.length === 0))
    return;
  logDeletionStatistics(run, result, values.iec);
}

/** Archives were chosen by filters: if these leave none, nothing is said. */
function filteredNothing(named: readonly string[]): boolean {
  return named.length === 0;
}

async function deleteWholeRepository(values: DeleteValues, run: CommandRun): Promise<void> {
  const { dryRun, cacheOnly, force, keepSecurityInfo } = values;
  await deleteRepository(
    {
      ...targetOf(values.location, values, run),
      dryRun,
      cacheOnly,
      force,
      keepSecurityInfo,
      ...(values.list ? { describeArchive: (archive: ArchiveEntry) => archiveLine.line(archive) } : {}),
    },
    run.context,
  );
}

export const command: Command = defineCommand(
  {
    name: "delete",
    summary: "delete archives or a repository",
    description: "Delete archives or a whole repository",
    epilog: EPILOG,
    parameters,
    positionals: {
      location: optionalWord(
        "REPOSITORY_OR_ARCHIVE",
        "repository or archive to delete",
        locationArgument("allowed"),
        "",
      ),
      archives: words("ARCHIVE", "further archives to delete", text),
    },
    groupNotes: { [ARCHIVE_FILTERS]: ARCHIVE_FILTERS_NOTE },
  },
  async (values, run) => {
    const named = [...(values.location?.archive === undefined ? [] : [values.location.archive]), ...values.archives];
    const filtered = hasArchiveFilter(values);
    if (filtered && named.length > 0) {
      throw new CommandError("Mixing archive filters and explicitly named archives is not supported.");
    }
    if (filtered || named.length > 0) await deleteSomeArchives(values, named, run);
    else await deleteWholeRepository(values, run);
    return 0;
  },
);
