import { compareText } from "@coffer/format/bytes";
import { sizeOf } from "../archive/index.ts";
import type { ItemDifference } from "../archive/index.ts";

/** What differences can be sorted by; names as in Borg. */
export type DiffSortField =
  | "path"
  | "size_added"
  | "size_removed"
  | "size_diff"
  | "size"
  | "user"
  | "group"
  | "uid"
  | "gid"
  | "ctime"
  | "mtime"
  | "ctime_diff"
  | "mtime_diff";

export interface DiffSortKey {
  readonly field: DiffSortField;
  readonly descending: boolean;
}

type KeyValue = string | number | bigint;

/** A difference with what it is sorted by. */
export interface Sortable {
  readonly path: string;
  readonly changes: ItemDifference["changes"];
  readonly values: readonly KeyValue[];
}

export function makeSortable(difference: ItemDifference, keys: readonly DiffSortKey[]): Sortable {
  const { path, changes } = difference;
  return { path, changes, values: keys.map(({ field }) => valueOf(difference, field)) };
}

/** First key first; what is equal stays in its order, whatever the direction. */
export function sortDifferences(differences: Sortable[], keys: readonly DiffSortKey[]): void {
  differences.sort((a, b) => {
    for (const [index, { descending }] of keys.entries()) {
      const order = compareValues(a.values[index] ?? 0, b.values[index] ?? 0);
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  });
}

function compareValues(a: KeyValue, b: KeyValue): number {
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  return a < b ? -1 : Number(a > b);
}

/** Owner and times are those of the second archive; what is gone there has none, and sorts as Borg's defaults. */
function valueOf(difference: ItemDifference, field: DiffSortField): KeyValue {
  const { before, after, path } = difference;
  switch (field) {
    case "path":
      return path;
    case "size_added":
      return bytesOf(difference).added;
    case "size_removed":
      return bytesOf(difference).removed;
    case "size_diff": {
      const { added, removed } = bytesOf(difference);
      return added - removed;
    }
    case "size":
      return after === undefined ? 0 : sizeOf(after);
    case "user":
    case "group":
      return after?.[field] ?? "";
    case "uid":
    case "gid":
      return after?.[field] ?? -1;
    case "ctime":
    case "mtime":
      return after?.[field] ?? 0n;
    case "ctime_diff":
      return (after?.ctime ?? 0n) - (before?.ctime ?? 0n);
    case "mtime_diff":
      return (after?.mtime ?? 0n) - (before?.mtime ?? 0n);
  }
}

function bytesOf({ changes }: ItemDifference): { added: number; removed: number } {
  let [added, removed] = [0, 0];
  for (const change of changes) {
    if (change.type === "modified") {
      added += change.added ?? 0;
      removed += change.removed ?? 0;
    } else if (change.type === "added") added += change.size;
    else if (change.type === "removed") removed += change.size;
  }
  return { added, removed };
}
