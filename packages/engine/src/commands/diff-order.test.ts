import assert from "node:assert/strict";
import { test } from "node:test";
import type { Item } from "@coffer/format/archive";
import type { DiffSortField } from "./diff-order.ts";
import { makeSortable, sortDifferences } from "./diff-order.ts";

function item(fields: Partial<Item>): Item {
  return { path: "", mode: 0o100644, uid: 0, gid: 0, user: null, group: null, mtime: 0n, ...fields };
}

const DIFFERENCES = [
  { path: "b", before: undefined, after: item({ size: 5, mtime: 9n }), changes: [{ type: "added", size: 5 }] },
  { path: "c", before: item({ size: 7 }), after: undefined, changes: [{ type: "removed", size: 7 }] },
  {
    path: "a",
    before: item({ mtime: 1n }),
    after: item({ size: 5, mtime: 3n, user: "u", uid: 4 }),
    changes: [{ type: "modified", added: 1, removed: 9 }],
  },
] as const;

function order(...specs: string[]): string {
  const keys = specs.map((spec) => ({
    field: spec.replace(">", "") as DiffSortField,
    descending: spec.startsWith(">"),
  }));
  const sortable = DIFFERENCES.map((difference) => makeSortable(difference, keys));
  sortDifferences(sortable, keys);
  return sortable.map(({ path }) => path).join("");
}

test("sortDifferences() orders by each field, in both directions, and keeps the order of equals", () => {
  assert.equal(order("path"), "abc");
  assert.equal(order(">path"), "cba");
  assert.equal(order("size"), "cba");
  assert.equal(order(">size"), "bac", "b and a are equal");
  assert.equal(order("size_added"), "cab");
  assert.equal(order("size_removed"), "bca");
  assert.equal(order("size_diff"), "acb", "-8, -7, 5");
  assert.equal(order("uid"), "cba");
  assert.equal(order("user"), "bca");
  assert.equal(order("mtime"), "cab");
  assert.equal(order(">mtime_diff"), "bac", "9, 2, 0");
  assert.equal(order("size", ">path"), "cba");
});
