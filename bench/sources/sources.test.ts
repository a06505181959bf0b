import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "@coffer/testkit/borg";
import { writeSmallFiles } from "./data.ts";
import { writeDiskImage } from "./image.ts";
import { passDay, writeNightlyTree } from "./nights.ts";
import { changeOnePercent, oneFileOf } from "./sources.ts";

const EXTENT = 4 << 20;

test("writeDiskImage() leaves three of ten extents zero, the last one too", (context) => {
  const path = join(temporaryFolder(context), "disk.img");
  writeDiskImage(path, 9 * EXTENT);
  const image = readFileSync(path);
  assert.equal(image.length, 9 * EXTENT);
  const isZero = Array.from({ length: 9 }, (_, index) =>
    image.subarray(index * EXTENT, (index + 1) * EXTENT).every((byte) => byte === 0),
  );
  assert.deepEqual(
    isZero.flatMap((zero, index) => (zero ? [index] : [])),
    [2, 4, 8],
  );
});

test("changeOnePercent() changes one file of a hundred, and the same the second time", (context) => {
  const folder = temporaryFolder(context);
  writeSmallFiles(folder, 300, 10);
  const read = (): string[] =>
    Array.from({ length: 300 }, (_, index) => readFileSync(join(folder, "d0", `file-${index}`), "latin1"));
  const before = read();
  changeOnePercent(folder);
  const once = read();
  assert.equal(once.filter((text, index) => text !== before[index]).length, 3);
  changeOnePercent(folder);
  assert.deepEqual(read(), once);
});

test("passDay() gives files new contents each day, and adds some", (context) => {
  const folder = temporaryFolder(context);
  writeNightlyTree(folder, 200);
  const path = join(folder, "d0/file-100");
  const before = readFileSync(path);
  passDay(folder, 200, 0);
  const once = readFileSync(path);
  assert.notDeepEqual(once, before);
  passDay(folder, 200, 100);
  assert.notDeepEqual(readFileSync(path), once);
  assert.ok(statSync(join(folder, "new/day-100-2")).isFile());
});

test("oneFileOf() names a file of the tree", (context) => {
  const folder = temporaryFolder(context);
  writeSmallFiles(folder, 1100, 1);
  assert.ok(statSync(join(folder, oneFileOf(folder))).isFile());
});
