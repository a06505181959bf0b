import assert from "node:assert/strict";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { after, before, test } from "node:test";
import { compareTrees } from "./compare-trees.ts";
import { makeTree } from "./make-tree.ts";
import type { TreeSummary } from "./make-tree.ts";
import { SeededRandom } from "./random.ts";
import { removeTree } from "./remove-tree.ts";

let base = "";
let summary: TreeSummary;

before(() => {
  base = fs.mkdtempSync(`${tmpdir()}/tree-`);
  summary = makeTree(`${base}/a`, { seed: 7, size: "tiny" });
  makeTree(`${base}/b`, { seed: 7, size: "tiny" });
});
after(() => removeTree(base));

test("makeTree() makes the same tree of the same seed, and another of another", () => {
  assert.ok(summary.files > 30);
  for (const feature of ["hard links", "symlinks", "fifo", "sparse", "names", "long paths", "times"] as const) {
    assert.ok(summary.features.has(feature), feature);
  }
  // times of folders are those of their making
  assert.deepEqual(compareTrees(`${base}/a`, `${base}/b`, { ignore: ["mtime"], sparse: true, skipSockets: false }), []);
  makeTree(`${base}/c`, { seed: 8, size: "tiny", lockingFlags: false });
  assert.ok(compareTrees(`${base}/a`, `${base}/c`).some((line) => line.includes("size") || line.includes("content")));
});

/** Changes one thing in a small tree; gives the differences. */
function differencesAfter(change: (folder: string) => void): string[] {
  for (const side of ["x", "y"]) {
    removeTree(`${base}/${side}`);
    fs.mkdirSync(`${base}/${side}/d`, { recursive: true });
    for (const name of ["f", "g"]) fs.writeFileSync(`${base}/${side}/d/${name}`, "content");
    fs.linkSync(`${base}/${side}/d/f`, `${base}/${side}/d/h`);
    fs.symlinkSync("f", `${base}/${side}/d/s`);
    for (const name of ["d/f", "d/g", "d/s"]) fs.lutimesSync(`${base}/${side}/${name}`, 1, 1);
    fs.utimesSync(`${base}/${side}/d`, 1, 1);
  }
  assert.deepEqual(compareTrees(`${base}/x`, `${base}/y`), []);
  change(`${base}/y`);
  return compareTrees(`${base}/x`, `${base}/y`);
}

test("compareTrees() sees every kind of difference", () => {
  const keepTime = (path: string): void => fs.lutimesSync(path, 1, 1);
  for (const [what, change, expected] of [
    [
      "content",
      (y: string) => (fs.writeFileSync(`${y}/d/g`, "CONTENT"), keepTime(`${y}/d/g`)),
      ["d/g: content differs at 0"],
    ],
    ["size", (y: string) => (fs.writeFileSync(`${y}/d/g`, "c"), keepTime(`${y}/d/g`)), ["d/g: size 7 and 1"]],
    ["mode", (y: string) => fs.chmodSync(`${y}/d`, 0o711), [/^d: mode 040\d+ and 040711$/]],
    ["mtime", (y: string) => fs.utimesSync(`${y}/d/g`, 1, 2), ["d/g: mtime 1000000000 and 2000000000"]],
    [
      "symlink",
      (y: string) => replace(`${y}/d/s`, () => fs.symlinkSync("g", `${y}/d/s`)),
      ['d/s: leads to "f" and "g"'],
    ],
    [
      "type",
      (y: string) => replace(`${y}/d/s`, () => fs.writeFileSync(`${y}/d/s`, "")),
      ["d/s: type 0120000 and 0100000"],
    ],
    ["missing", (y: string) => replace(`${y}/d/g`, () => undefined), ["d/g: is only in the first"]],
    ["more", (y: string) => (fs.writeFileSync(`${y}/d/new`, ""), keepTime(`${y}/d`)), ["d/new: is only in the second"]],
    [
      "hard link",
      (y: string) => replace(`${y}/d/h`, () => fs.copyFileSync(`${y}/d/f`, `${y}/d/h`)),
      [/^d\/h: /, /^d\/h: is a hard link to d\/f and to d\/h$/],
    ],
  ] as const) {
    const lines = differencesAfter(change);
    assert.equal(lines.length, expected.length, `${what}: ${lines.join(", ")}`);
    for (const [index, line] of lines.entries()) {
      const wanted = expected[index] ?? "";
      if (typeof wanted === "string") assert.equal(line, wanted);
      else assert.match(line, wanted);
    }
  }
});

function replace(path: string, make: () => void): void {
  fs.unlinkSync(path);
  make();
  if (fs.lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true) fs.lutimesSync(path, 1, 1);
  fs.utimesSync(path.slice(0, path.lastIndexOf("/")), 1, 1);
}

test("compareTrees() sees extended attributes and flags", (context) => {
  if (!summary.features.has("user xattrs")) {
    context.skip("the file system has no user attributes");
    return;
  }
  const lines = compareTrees(`${base}/a/attributes`, `${base}/a/docs`).filter((line) => line.includes("user."));
  assert.deepEqual(lines, []);
  fs.mkdirSync(`${base}/p`);
  fs.mkdirSync(`${base}/q`);
  fs.copyFileSync(`${base}/a/attributes/plain`, `${base}/q/plain`);
  fs.linkSync(`${base}/a/attributes/plain`, `${base}/p/plain`);
  const differences = compareTrees(`${base}/p`, `${base}/q`, { ignore: ["mtime"] });
  assert.ok(differences.includes("plain: user.empty is  and undefined"), differences.join("\n"));
});

test("SeededRandom gives the same numbers for the same seed", () => {
  const numbers = (seed: number): number[] =>
    Array.from(
      { length: 5 },
      (
        (random) => () =>
          random.next()
      )(new SeededRandom(seed)),
    );
  assert.deepEqual(numbers(1), numbers(1));
  assert.notDeepEqual(numbers(1), numbers(2));
  const random = new SeededRandom(3);
  assert.equal(random.bytes(7).length, 7);
  assert.equal(random.text(50).length, 50);
  for (let n = 0; n < 1000; n++) assert.ok(random.below(3) < 3);
});

test("removeTree() removes what nobody else can, and nothing is fine", () => {
  removeTree(`${base}/c`);
  removeTree(`${base}/c`);
  assert.ok(!fs.existsSync(`${base}/c`));
});
