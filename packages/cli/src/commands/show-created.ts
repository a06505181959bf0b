import type { CreateResult } from "@coffer/engine/commands";
import {
  DASHES,
  STATS_HEADER,
  archiveTime,
  formatJsonAnswer,
  formatSizes,
  formatTotals,
  requestsJson,
  secondsOfWork,
  summarizeArchive,
} from "../output/index.ts";
import { Float } from "../text/index.ts";
import type { CommandRun } from "./command.ts";
import { repositoryJson } from "./repository-json.ts";

/** What the user wants to hear of a new archive. */
export interface CreatedOutput {
  readonly json: boolean;
  readonly stats: boolean;
  readonly quickStats: boolean;
  readonly iec: boolean;
}

/** Shows the statistics of a new archive, if they are asked for. */
export function showCreated(
  result: CreateResult,
  { json, stats, quickStats, iec }: CreatedOutput,
  run: CommandRun,
): void {
  if (json) run.streams.writeOut(jsonAnswer(result, run));
  else if (stats || quickStats) run.logger.logLines("stats", statisticsText(result, iec));
}

function statisticsText(result: CreateResult, iec: boolean): string {
  const { archive, cache, repository } = result;
  return [
    DASHES,
    ...summarizeArchive(archive, repository.location),
    DASHES,
    STATS_HEADER,
    formatSizes("This archive:", archive.stats, iec),
    ...(cache.stats === undefined ? [] : [formatTotals(cache.stats, iec)]),
    DASHES,
  ].join("\n");
}

function jsonAnswer(result: CreateResult, run: CommandRun): string {
  const { archive, cache, repository } = result;
  const answer = {
    ...repositoryJson(repository),
    archive: {
      name: archive.name,
      id: archive.id,
      start: archiveTime(archive.start).iso(),
      end: archiveTime(archive.end).iso(),
      duration: new Float(secondsOfWork(archive)),
      stats: { ...archive.stats },
      limits: { max_archive_size: new Float(archive.limits.max_archive_size) },
      command_line: run.commandLine,
    },
    cache: cache.stats === undefined ? undefined : { path: cache.path, stats: { ...cache.stats } },
    storage_requests: requestsJson(run.context.requests),
  };
  return formatJsonAnswer(answer, run.env["BORG_JSON_INDENT"]);
}
