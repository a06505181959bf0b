import type { DiffSortField, DiffSortKey } from "@coffer/engine/commands";
import { ArgumentValueError, type Convert } from "../arguments/index.ts";

const FIELDS: readonly DiffSortField[] = [
  "path",
  "size_added",
  "size_removed",
  "size_diff",
  "size",
  "user",
  "group",
  "uid",
  "gid",
  "ctime",
  "mtime",
  "ctime_diff",
  "mtime_diff",
];

/** `diff --sort-by`: fields with commas between them, each after `>` (descending) or `<` (ascending) if it likes. */
export const diffSortKeys: Convert<readonly DiffSortKey[]> = (text) => {
  const specs = text.split(",").map((spec) => spec.trim());
  const keys = specs.filter((spec) => spec !== "").map(sortKey);
  if (keys.length === 0) throw new ArgumentValueError("unsupported sort field: empty spec");
  return keys;
};

function sortKey(spec: string): DiffSortKey {
  const name = /^[<>]/.test(spec) ? spec.slice(1) : spec;
  const field = FIELDS.find((known) => known === name);
  if (field === undefined) throw new ArgumentValueError(`unsupported sort field: ${name}`);
  return { field, descending: spec.startsWith(">") };
}
