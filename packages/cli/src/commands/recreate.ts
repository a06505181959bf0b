import { recreate } from "@coffer/engine/commands";
import type { RecreateStatistics } from "@coffer/engine/commands";
import { cacheSettings } from "./cache-settings.ts";
import { type Command, type CommandRun, defineCommand, targetOf } from "./command.ts";
import { flag, inGroup, option, optionalWord, pathText, text, wholeNumber, words } from "../arguments/index.ts";
import { archiveNameArgument, locationArgument } from "../location/index.ts";
import {
  chunkerParams,
  compression,
  patternOptions,
  placeholderText,
  tagOptions,
  timestampArgument,
} from "../options/index.ts";
import { DASHES, formatSizes, formatTotals, summarizeArchive } from "../output/index.ts";
import { matchItems } from "./path-matcher.ts";

const MODES = ["never", "if-different", "always"];

const parameters = {
  list: flag(["--list"], "list all items, each with its status"),
  filter: option(["--filter"], "STATUSCHARS", "list only items with one of these status letters", text, undefined, {
    once: true,
  }),
  dryRun: flag(["-n", "--dry-run"], "change nothing"),
  stats: flag(["-s", "--stats"], "print statistics of each new archive (with ``--info``)"),
  ...patternOptions,
  ...tagOptions,
  ...inGroup("Archive options", {
    target: option(
      ["--target"],
      "TARGET",
      "keep the archive, and make a new one of this name (for a single archive only)",
      archiveNameArgument,
      undefined,
    ),
    checkpointInterval: option(
      ["-c", "--checkpoint-interval"],
      "SECONDS",
      "store what is done so far after every SECONDS of work (Default: 1800)",
      wholeNumber,
      1800,
    ),
    comment: option(["--comment"], "COMMENT", "store this comment with the archive", placeholderText, undefined),
    timestamp: option(
      ["--timestamp"],
      "TIMESTAMP",
      "date and time of the archive (UTC, yyyy-mm-ddThh:mm:ss), or a file whose time to take",
      timestampArgument,
      undefined,
    ),
    compression: option(
      ["-C", "--compression"],
      "COMPRESSION",
      'how data are compressed, see "borg help compression"',
      compression,
      undefined,
    ),
    recompress: option(
      ["--recompress"],
      "MODE",
      "compress data once more, as ``--compression`` says: ``if-different``, what is stored with another compression " +
        "(levels do not count); ``always``; ``never``. Without MODE: ``if-different``",
      text,
      "never",
      { choices: MODES, bareValue: "if-different" },
    ),
    chunkerParams: option(
      ["--chunker-params"],
      "PARAMS",
      "cut files into chunks anew (ALGO, CHUNK_MIN_EXP, CHUNK_MAX_EXP, HASH_MASK_BITS, HASH_WINDOW_SIZE); " +
        "``default`` stands for buzhash,19,23,21,4095",
      chunkerParams,
      undefined,
      { once: true },
    ),
  }),
};

const EPILOG = `Writes archives anew: without some of their files, with other compression, with other
chunks, with another comment or time. Without an archive, all of the repository.

What patterns and PATHs leave out is lost with the old archive. Look first with
--dry-run --list, or keep the old archive with --target. Space is freed by
"borg compact".

PATHs, patterns and --exclude-* mean what they mean for "borg create", of paths as the
archive has them: without a leading slash.

Until the new archive is complete it is called ARCHIVE.recreate, and the old one stays.
One that is left from an interrupted run can be deleted.

Data that are compressed anew are those of all archives; the others go on showing the
old sizes. Cutting anew can need as much space as all data together.

Where "borg check --repair" put zeros in the place of lost data, make a new backup and
repair once more before cutting anew: afterwards nothing can be healed any more.

Status letters of --list: A file, d folder, s symlink, b block device, c character
device, f FIFO, x left out, - dry run.`;

function modeOf(word: string): "never" | "if-different" | "always" {
  return word === "if-different" || word === "always" ? word : "never";
}

function statisticsText({ archive, repository, totals }: RecreateStatistics, iec: boolean): string {
  return [
    DASHES,
    ...summarizeArchive(archive, repository.location),
    DASHES,
    formatSizes("This archive:", archive.stats, iec),
    formatTotals(totals, iec),
    DASHES,
  ].join("\n");
}

function showStatistics(statistics: RecreateStatistics, iec: boolean, run: CommandRun): void {
  for (const message of statisticsText(statistics, iec).split("\n")) {
    run.logger.log({ level: "info", message, name: "borg.helpers.misc" });
  }
}

export const command: Command = defineCommand(
  {
    name: "recreate",
    summary: "write archives anew, changed",
    description: "Recreate archives",
    epilog: EPILOG,
    parameters,
    positionals: {
      location: optionalWord(
        "REPOSITORY_OR_ARCHIVE",
        "repository or archive to recreate",
        locationArgument("allowed"),
        "",
      ),
      paths: words("PATH", "paths to keep; may be patterns", pathText),
    },
  },
  async (values, run) => {
    const { dryRun, checkpointInterval, stats, target, comment, excludeCaches, excludeIfPresent, keepExcludeTags } =
      values;
    await recreate(
      {
        ...targetOf(values.location, values, run),
        archive: values.location?.archive,
        target,
        matcher: matchItems(values.patterns, values.paths),
        tags: { excludeCaches, excludeIfPresent, keepExcludeTags },
        compression: values.compression ?? { name: "lz4" },
        recompress: modeOf(values.recompress),
        chunker: values.chunkerParams,
        comment,
        timestampMicros: values.timestamp,
        cmdline: run.commandLine,
        dryRun,
        checkpointInterval,
        withStatistics: stats,
        cache: cacheSettings(run),
        signal: run.signal,
      },
      run.context,
      {
        begin: (name) => run.streams.writeOut(`Processing ${name}\n`),
        statistics: (statistics) => showStatistics(statistics, values.iec, run),
      },
    );
    return 0;
  },
);
