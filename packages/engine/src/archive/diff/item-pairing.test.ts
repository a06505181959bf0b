import assert from "node:assert/strict";
import { test } from "node:test";
import type { Item } from "@coffer/format/archive";
import type { BorgWarning } from "@coffer/format/errors";
import type { ItemPair } from "./item-pairing.ts";
import { ItemPairing } from "./item-pairing.ts";

function item(path: string, fields: Partial<Item> = {}): Item {
  return { path, mode: 0o100644, uid: 0, gid: 0, user: "u", group: "g", mtime: 1n, hardlink_master: false, ...fields };
}

function pairUp(before: Item[], after: Item[]): { pairs: ItemPair[]; warnings: BorgWarning[] } {
  const [pairs, warnings]: [ItemPair[], BorgWarning[]] = [[], []];
  const pairing = new ItemPairing((warning) => warnings.push(warning));
  for (let index = 0; index < Math.max(before.length, after.length); index++) {
    pairing.step(before[index], after[index], pairs);
  }
  pairs.push(...pairing.finish());
  return { pairs, warnings };
}

const outline = ({ path, before, after }: ItemPair): string =>
  `${path}:${before === undefined ? "-" : "b"}${after === undefined ? "-" : "a"}`;

test("ItemPairing pairs by path whatever the order, and names what only one archive has at the end", () => {
  const list = (...paths: string[]): Item[] => paths.map((path) => item(path));
  const { pairs } = pairUp(list("a", "gone", "b", "c"), list("new", "b", "a", "c", "newer"));
  // a and new, gone and b wait; then b meets b and a meets a
  assert.deepEqual(pairs.map(outline), ["b:ba", "a:ba", "c:ba", "new:-a", "newer:-a", "gone:b-"]);
});

test("ItemPairing gives hard links the item that carries their content", () => {
  const master = item("m", { hardlink_master: true, size: 10, chunks: [] });
  const slave = item("s", { source: "m" });
  const { pairs } = pairUp([master, slave], [{ ...master, size: 20 }, slave]);
  assert.deepEqual(
    pairs.map(({ path, before, after }) => [path, before?.size, after?.size]),
    [
      ["m", 10, 20],
      ["s", 10, 20],
    ],
  );
});

test("ItemPairing lets hard links wait for their master, and warns of those whose master never comes", () => {
  const slave = item("s", { source: "m" });
  const lost = item("lost", { source: "nowhere" });
  const master = item("m", { hardlink_master: true, size: 10, chunks: [] });
  const { pairs, warnings } = pairUp([slave, master, lost], [slave, item("x"), lost, master]);
  assert.deepEqual(pairs.map(outline), ["m:ba", "x:-a", "s:ba"]);
  assert.equal(pairs[2]?.before?.size, 10);
  assert.deepEqual(
    warnings.map(({ message }) => message),
    Array.from({ length: 2 }, () => "cannot find hardlink source for lost (nowhere), skipping compare."),
  );
});
