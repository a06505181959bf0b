import type { CreateResult } from "@coffer/engine/commands";
import { formatDuration, formatFixed } from "../text/index.ts";
import { archiveTime } from "./archive-format.ts";

/** Seconds from the start to the end of the work on a new archive. */
export function secondsOfWork({ start, end }: CreateResult["archive"]): number {
  return Number(end - start) / 1e6;
}

/** Lines about a new archive as a whole, for `--stats`. */
export function summarizeArchive(archive: CreateResult["archive"], location: string): string[] {
  return [
    `Repository: ${location}`,
    `Archive name: ${archive.name}`,
    `Archive fingerprint: ${archive.id}`,
    `Time (start): ${archiveTime(archive.start).format("")}`,
    `Time (end):   ${archiveTime(archive.end).format("")}`,
    `Duration: ${formatDuration(secondsOfWork(archive))}`,
    `Number of files: ${archive.stats.nfiles}`,
    `Utilization of max. archive size: ${formatFixed(archive.limits.max_archive_size * 100, 0)}%`,
  ];
}
