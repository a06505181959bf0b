import { info } from "@coffer/engine/commands";
import type { ArchiveInfo, InfoResult } from "@coffer/engine/commands";
import { archiveSelection, hasArchiveFilter } from "./archive-choice.ts";
import { type CacheSettings, cacheSettings } from "./cache-settings.ts";
import { type Command, type CommandRun, defineCommand, targetOf } from "./command.ts";
import { flag, optionalWord } from "../arguments/index.ts";
import { locationArgument } from "../location/index.ts";
import {
  type CacheTotals,
  DASHES,
  STATS_HEADER,
  archiveTime,
  formatJsonAnswer,
  formatSizes,
  formatTotals,
} from "../output/index.ts";
import { Float, type JsonValue, formatDuration, formatFixed, joinShell, replaceSurrogates } from "../text/index.ts";
import { repositoryJson } from "./repository-json.ts";
import { ARCHIVE_FILTERS, ARCHIVE_FILTERS_NOTE, type CommonValues, archiveFilters } from "../options/index.ts";

const EPILOG = `Shows what is known of a repository, or of archives in it: all that the filters
leave if one is given, or one archive.

"Deduplicated size" of an archive is what only this archive needs: about what its
deletion would free. "All archives" sums up all archives; the last figure there is
what the repository really takes.

"Utilization of maximum supported archive size" tells how full the list of metadata
chunks of the archive is; at 100% an archive cannot grow any more.`;

const parameters = { json: flag(["--json"], "write the answer as JSON"), ...archiveFilters };

function settings(values: CommonValues, run: CommandRun): { considerPartFiles: boolean; cache: CacheSettings } {
  return { considerPartFiles: values.considerPartFiles, cache: cacheSettings(run) };
}

function cacheJson({ cache }: InfoResult): JsonValue {
  return { path: cache.path, stats: { ...cache.stats } };
}

function repositoryAnswer(result: InfoResult, run: CommandRun): string {
  const answer = {
    ...repositoryJson(result.repository),
    security_dir: result.repository.security_dir,
    cache: cacheJson(result),
  };
  return formatJsonAnswer(answer, run.env["BORG_JSON_INDENT"]);
}

function repositoryText({ repository, cache }: InfoResult, iec: boolean): string {
  const plain = repository.key_name === "plaintext" || repository.key_name === "authenticated";
  return [
    `Repository ID: ${repository.id}`,
    `Location: ${repository.location}`,
    `Encrypted: ${plain ? "No" : `Yes (${repository.key_name})`}`,
    ...(repository.keyfile === undefined ? [] : [`Key file: ${repository.keyfile}`]),
    `Cache: ${cache.path}`,
    `Security dir: ${repository.security_dir}`,
    DASHES,
    STATS_HEADER,
    formatTotals(cache.stats, iec),
    "",
  ].join("\n");
}

function archiveText(archive: ArchiveInfo, totals: CacheTotals, iec: boolean): string {
  return [
    `Archive name: ${archive.name}`,
    `Archive fingerprint: ${archive.id}`,
    `Comment: ${archive.comment}`,
    `Hostname: ${archive.hostname}`,
    `Username: ${archive.username}`,
    `Time (start): ${archiveTime(archive.start).format("")}`,
    `Time (end): ${archiveTime(archive.end).format("")}`,
    `Duration: ${formatDuration(archive.duration)}`,
    `Number of files: ${archive.stats.nfiles}`,
    `Working Directory: ${archive.cwd}`,
    `Command line: ${replaceSurrogates(joinShell(archive.command_line))}`,
    `Utilization of maximum supported archive size: ${formatFixed(archive.limits.max_archive_size * 100, 0)}%`,
    DASHES,
    STATS_HEADER,
    formatSizes("This archive:", archive.stats, iec),
    formatTotals(totals, iec),
    "",
  ].join("\n");
}

function archiveJson(archive: ArchiveInfo): JsonValue {
  return {
    name: archive.name,
    id: archive.id,
    start: archiveTime(archive.start).iso(),
    end: archiveTime(archive.end).iso(),
    duration: new Float(archive.duration),
    stats: { ...archive.stats },
    limits: { max_archive_size: new Float(archive.limits.max_archive_size) },
    command_line: archive.command_line,
    cwd: archive.cwd,
    hostname: archive.hostname,
    username: archive.username,
    comment: archive.comment,
    chunker_params: archive.chunker_params,
  };
}

export const command: Command = defineCommand(
  {
    name: "info",
    summary: "show facts about a repository or archives",
    description: "Show facts about a repository or archives, such as their sizes",
    epilog: EPILOG,
    parameters,
    positionals: {
      location: optionalWord("REPOSITORY_OR_ARCHIVE", "repository or archive to show", locationArgument("allowed"), ""),
    },
    groupNotes: { [ARCHIVE_FILTERS]: ARCHIVE_FILTERS_NOTE },
  },
  async (values, run) => {
    const archive = values.location?.archive;
    if (archive === undefined && !hasArchiveFilter(values)) {
      const result = await info({ ...targetOf(values.location, values, run), ...settings(values, run) }, run.context);
      run.streams.writeOut(values.json ? repositoryAnswer(result, run) : repositoryText(result, values.iec));
      return 0;
    }
    const archives: JsonValue[] = [];
    let count = 0;
    const result = await info(
      {
        ...targetOf(values.location, values, run),
        ...settings(values, run),
        ...(archive === undefined ? { selection: archiveSelection(values) } : { archive }),
      },
      run.context,
      (one, { cache }) => {
        if (values.json) archives.push(archiveJson(one));
        else run.streams.writeOut(`${count > 0 ? "\n" : ""}${archiveText(one, cache.stats, values.iec)}`);
        count += 1;
      },
    );
    if (values.json) {
      const answer = { ...repositoryJson(result.repository), cache: cacheJson(result), archives };
      run.streams.writeOut(formatJsonAnswer(answer, run.env["BORG_JSON_INDENT"]));
    }
    return 0;
  },
  { bypassesLock: true },
);
