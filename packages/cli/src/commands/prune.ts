import { prune } from "@coffer/engine/commands";
import type { PruneDecision } from "@coffer/engine/commands";
import { cacheSettings } from "./cache-settings.ts";
import { type Command, defineCommand, targetOf } from "./command.ts";
import { logDeletionStatistics } from "./deletion-statistics.ts";
import { type Parameter, type SwitchTraits, flag, option, optionalWord, wholeNumber } from "../arguments/index.ts";
import { locationArgument } from "../location/index.ts";
import {
  ARCHIVE_FILTERS,
  ARCHIVE_FILTERS_NOTE,
  archiveGlob,
  archiveNameFilters,
  keepInterval,
} from "../options/index.ts";
import { ArchiveFormatter } from "../output/index.ts";
import { localTime } from "../text/index.ts";

function keep(flags: readonly string[], metavar: string, help: string, traits: SwitchTraits = {}): Parameter<number> {
  return option(flags, metavar, help, wholeNumber, 0, traits);
}

const parameters = {
  dryRun: flag(["-n", "--dry-run"], "change nothing"),
  force: flag(["--force"], "delete archives although they are damaged"),
  stats: flag(["-s", "--stats"], "print statistics of what was deleted"),
  quickStats: flag(["--quick-stats"], "print statistics of what was deleted, without those of the whole repository"),
  list: flag(["--list"], "list the archives, with what becomes of each and why"),
  within: option(["--keep-within"], "INTERVAL", "keep all archives of this time", keepInterval, 0),
  secondly: keep(["--keep-last", "--keep-secondly"], "SECONDLY", "keep one archive a second, this many"),
  minutely: keep(["--keep-minutely"], "MINUTELY", "keep one archive a minute, this many"),
  hourly: keep(["-H", "--keep-hourly"], "HOURLY", "keep one archive an hour, this many"),
  daily: keep(["-d", "--keep-daily"], "DAILY", "keep one archive a day, this many"),
  weekly: keep(["-w", "--keep-weekly"], "WEEKLY", "keep one archive a week, this many"),
  monthly: keep(["-m", "--keep-monthly"], "MONTHLY", "keep one archive a month, this many"),
  quarterly_13weekly: keep(
    ["--keep-13weekly"],
    "QUARTERLY_13WEEKLY",
    "keep one archive a quarter of 13 weeks, this many",
    { rivals: "quarter" },
  ),
  quarterly_3monthly: keep(
    ["--keep-3monthly"],
    "QUARTERLY_3MONTHLY",
    "keep one archive a quarter of 3 months, this many",
    { rivals: "quarter" },
  ),
  yearly: keep(["-y", "--keep-yearly"], "YEARLY", "keep one archive a year, this many"),
  ...archiveNameFilters,
  saveSpace: flag(["--save-space"], "work with less free space, but slower"),
  checkpointInterval: option(
    ["-c", "--checkpoint-interval"],
    "SECONDS",
    "commit after every SECONDS of work (Default: 1800)",
    wholeNumber,
    1800,
  ),
};

const EPILOG = `Deletes the archives that no --keep rule wants. Space is freed by "borg compact" then.

All archives of the repository count, whatever they hold: where several machines or
folders share it, call prune once for each, with -a choosing its archives by name.
Look first with --dry-run --list.

--keep-within keeps everything younger than INTERVAL: a number and H (hours), d, w,
m (31 days) or y (365 days). Then each rule, from seconds to years, keeps the newest
archive of each of the last N periods that have archives; those that a rule before it
keeps do not count. --keep-daily 7 --keep-weekly 4 is 7 days, and 4 weeks before them.
A negative N means all periods. A rule that finds fewer than N keeps the oldest archive
as well, so that it can grow old enough for the rules to come.

Days, weeks (from Monday) and years are those of the local time zone; the time of an
archive is that of its start. --keep-13weekly counts quarters by ISO weeks 1-13, 14-26,
27-39 and the rest, --keep-3monthly by calendar months.

Archives of interrupted backups (.checkpoint) are deleted, but for one that is newer
than every complete archive.`;

const archiveLine = new ArchiveFormatter("{barchive:<36} {time} [{id}]");

/** The line of `--list` for one archive. */
function describe(decision: PruneDecision, number: number, count: number, dryRun: boolean): string {
  const { archive, because, verdict } = decision;
  let words = "Keeping checkpoint archive:";
  if (verdict === "prune") words = dryRun ? "Would prune:" : `Pruning archive (${number}/${count}):`;
  else if (because !== undefined) words = `Keeping archive (rule: ${because.rule} #${because.number}):`;
  return `${words.padEnd(44)} ${archiveLine.line(archive)}`;
}

export const command: Command = defineCommand(
  {
    name: "prune",
    summary: "delete old archives by rules",
    description: "Delete the archives that no rule keeps",
    epilog: EPILOG,
    parameters,
    positionals: { location: optionalWord("REPOSITORY", "repository to prune", locationArgument("refused"), "") },
    groupNotes: { [ARCHIVE_FILTERS]: ARCHIVE_FILTERS_NOTE },
  },
  async (values, run) => {
    const { within: withinHours, secondly, minutely, hourly, daily, weekly, monthly, yearly } = values;
    const { quarterly_13weekly, quarterly_3monthly, dryRun, force, checkpointInterval, considerPartFiles } = values;
    const result = await prune(
      {
        ...targetOf(values.location, values, run),
        rules: {
          withinHours,
          secondly,
          minutely,
          hourly,
          daily,
          weekly,
          monthly,
          quarterly_13weekly,
          quarterly_3monthly,
          yearly,
        },
        glob: archiveGlob(values),
        localTime,
        dryRun,
        force,
        checkpointInterval,
        considerPartFiles,
        withCacheStatistics: values.stats,
        signal: run.signal,
        cache: cacheSettings(run),
      },
      run.context,
      (decision, number, count) => run.logger.logItem(describe(decision, number, count, dryRun)),
    );
    if (values.stats || values.quickStats) logDeletionStatistics(run, result, values.iec);
    return 0;
  },
);
