import { compareBytes, compareText } from "@coffer/format/bytes";
import { parseTimestamp } from "@coffer/format/archive";
import type { Manifest } from "@coffer/format/manifest";
import { compileShellPattern } from "@coffer/format/patterns";

/** An archive as the manifest lists it. */
export interface ArchiveEntry {
  readonly name: string;
  /** 32 bytes. */
  readonly id: Uint8Array;
  /** Microseconds since 1970. */
  readonly time: bigint;
}

/** What archives can be sorted by, in Borg's inner names: time, name, id. */
export type ArchiveSortKey = "ts" | "name" | "id";

/** Which archives, in which order. Names first, then order, then `first` or `last` of those. */
export interface ArchiveSelection {
  /** Shell pattern that the whole name must match. */
  readonly glob?: string | undefined;
  /** First key first. Default none, which leaves the manifest's order, by name. */
  readonly sortBy?: readonly ArchiveSortKey[] | undefined;
  readonly first?: number | undefined;
  readonly last?: number | undefined;
  /** False leaves out checkpoints. Default true. */
  readonly considerCheckpoints?: boolean | undefined;
}

/** The archives of a manifest that a selection means. */
export function selectArchives(manifest: Manifest, selection: ArchiveSelection = {}): ArchiveEntry[] {
  const matches = selection.glob === undefined ? () => true : compileShellPattern(selection.glob);
  const archives: ArchiveEntry[] = [];
  for (const [name, { id, time }] of manifest.archives) {
    if (!matches(name)) continue;
    if (selection.considerCheckpoints === false && name.includes(".checkpoint")) continue;
    archives.push({ name, id, time: parseTimestamp(time) });
  }
  for (const key of (selection.sortBy ?? []).toReversed()) archives.sort(comparison(key));
  const { first, last } = selection;
  if (first !== undefined && first > 0) return archives.slice(0, first);
  if (last !== undefined && last > 0) return archives.slice(-last);
  return archives;
}

function comparison(key: ArchiveSortKey): (a: ArchiveEntry, b: ArchiveEntry) => number {
  switch (key) {
    case "ts":
      return (a, b) => (a.time < b.time ? -1 : Number(a.time > b.time));
    case "name":
      return (a, b) => compareText(a.name, b.name);
    case "id":
      return (a, b) => compareBytes(a.id, b.id);
  }
}
