import {
  DASHES,
  formatSizes,
  formatTotals,
  STATS_HEADER,
  type ArchiveSizes,
  type CacheTotals,
} from "@coffer/cli/output";
import type { BorgResult } from "../borg/index.ts";
import type { RunFigures } from "../growth/index.ts";
import { parseBorgJson } from "./borg-json.ts";

/** Figures of a new archive; what else takes room is not known here. */
export type ArchiveFigures = Omit<RunFigures, "room">;

/** Counts files by what Borg says of them while it makes an archive. */
export class FileCounter {
  /** The letters that have to be listed. */
  static readonly LETTERS: string = "AMC";
  added = 0;
  changed = 0;

  count(status: string): void {
    if (status === "A") this.added += 1;
    else if (FileCounter.LETTERS.includes(status)) this.changed += 1;
  }
}

/** What coffer's own engine knows of the archive that it has made. */
export function figuresOfEngine({ created }: BorgResult): ArchiveFigures | undefined {
  if (created === undefined) return undefined;
  const { archive, repository, files, stored_size } = created;
  const startedMs = Number(archive.start / 1000n);
  const { nfiles, ...sizes } = archive.stats;
  return {
    repository_id: repository.id,
    archive: archive.name,
    startedMs,
    durationMs: Number(archive.end / 1000n) - startedMs,
    ...sizes,
    files: nfiles,
    filesNew: files.added,
    filesChanged: files.modified,
    repositorySize: stored_size,
  };
}

/** What `create --json` tells, as far as it matters here. */
interface CreateAnswer {
  readonly repository: { readonly id: string };
  /** Missing in a dry run. */
  readonly archive?: {
    readonly name: string;
    /** Local time. */
    readonly start: string;
    /** Seconds. */
    readonly duration: number;
    readonly stats: ArchiveSizes & { readonly nfiles: number };
  };
  readonly cache?: { readonly stats?: CacheTotals };
}

/** What a Borg that is a program tells with `create --json`. */
export function figuresOfJson(text: string, files?: FileCounter): ArchiveFigures | undefined {
  const { archive, repository, cache } = parseBorgJson(text) as CreateAnswer;
  if (archive === undefined) return undefined;
  const { original_size, compressed_size, deduplicated_size, nfiles } = archive.stats;
  return {
    repository_id: repository.id,
    archive: archive.name,
    startedMs: Date.parse(archive.start),
    durationMs: Math.round(archive.duration * 1000),
    ...{ original_size, compressed_size, deduplicated_size, files: nfiles },
    filesNew: files?.added,
    filesChanged: files?.changed,
    repositorySize: cache?.stats?.unique_csize,
  };
}

/** The table of `--stats`, which Borg does not show when it writes JSON. */
export function statisticsText(text: string): string {
  const { archive, cache } = parseBorgJson(text) as CreateAnswer;
  if (archive === undefined) return "";
  return [
    DASHES,
    `Archive name: ${archive.name}`,
    STATS_HEADER,
    formatSizes("This archive:", archive.stats, false),
    ...(cache?.stats === undefined ? [] : [formatTotals(cache.stats, false)]),
    DASHES,
  ].join("\n");
}
