import assert from "node:assert/strict";
import { test } from "node:test";
import { NameTable } from "./name-table.ts";

const name = (text: string): Uint8Array => new TextEncoder().encode(text);

function namesOf(table: NameTable, folder: number, after = 0, countMax = Infinity): [string, number, number][] {
  const found: [string, number, number][] = [];
  table.list(folder, after, (bytes, node, index) => {
    if (found.length >= countMax) return false;
    found.push([new TextDecoder().decode(bytes), node, index]);
    return true;
  });
  return found;
}

test("NameTable finds each of many names in its folder only", () => {
  const table = new NameTable();
  for (let n = 0; n < 20_000; n++) table.put(1 + (n % 7), name(`file-${n}`), n + 100);
  for (let n = 0; n < 20_000; n++) {
    assert.equal(table.find(1 + (n % 7), name(`file-${n}`)), n + 100);
    assert.equal(table.find(1 + ((n + 1) % 7), name(`file-${n}`)), 0);
  }
  assert.equal(table.find(1, name("file-")), 0);
  assert.equal(table.find(9999, name("file-0")), 0);
});

test("NameTable lists a folder in the order of adding, from any name on", () => {
  const table = new NameTable();
  for (const text of ["b", "a", "c"]) table.put(5, name(text), text.charCodeAt(0));
  table.put(6, name("other"), 1);
  const all = namesOf(table, 5);
  assert.deepEqual(
    all.map(([text, node]) => [text, node]),
    [
      ["b", 98],
      ["a", 97],
      ["c", 99],
    ],
  );
  assert.deepEqual(namesOf(table, 5, 0, 1), all.slice(0, 1));
  assert.deepEqual(namesOf(table, 5, all[0]?.[2]), all.slice(1));
  assert.deepEqual(namesOf(table, 5, all[2]?.[2]), []);
  // a cursor of another folder, or of nothing at all
  assert.deepEqual(namesOf(table, 6, all[0]?.[2]), []);
  assert.deepEqual(namesOf(table, 5, 4_000_000_000), []);
  assert.deepEqual(namesOf(table, 70_000), []);
});

test("NameTable leads a name that is put again elsewhere, in its old place", () => {
  const table = new NameTable();
  table.put(1, name("x"), 2);
  table.put(1, name("y"), 3);
  table.put(1, name("x"), 4);
  assert.deepEqual(
    namesOf(table, 1).map(([text, node]) => [text, node]),
    [
      ["x", 4],
      ["y", 3],
    ],
  );
});
