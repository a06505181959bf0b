import assert from "node:assert/strict";
import { test } from "node:test";
import { checkpointName, isArchiveName, isCheckpointName } from "./archive-name.ts";
import { contentSize, isHardlinkable, isHardlinkMaster, isHardlinkSlave } from "./hard-links.ts";
import { makePathSafe, stripComponents, stripPrefixOf } from "./item-path.ts";

test("makePathSafe() makes paths relative and local, as borg 1.4 does", () => {
  for (const [path, safe] of [
    ["/", "."],
    ["//", "."],
    ["/etc/passwd", "etc/passwd"],
    ["//etc", "etc"],
    ["../..", ".."],
    ["../../x", "x"],
    ["/../x", "x"],
    ["..x", "..x"],
    [".", "."],
    ["", "."],
    ["a/../b", "a/../b"],
  ] as const) {
    assert.equal(makePathSafe(path), safe, path);
  }
});

test("stripPrefixOf() finds the part before /./", () => {
  assert.equal(stripPrefixOf("/this/is/cut/./this/is/kept"), "/this/is/cut/");
  assert.equal(stripPrefixOf("a//b/./c/./d"), "a/b/");
  assert.equal(stripPrefixOf("/./x"), undefined);
  assert.equal(stripPrefixOf("./x"), undefined);
  assert.equal(stripPrefixOf("x"), undefined);
});

test("stripComponents() cuts leading folders", () => {
  assert.equal(stripComponents("a/b/c", 1), "b/c");
  assert.equal(stripComponents("a/b/c", 3), "");
  assert.equal(stripComponents("a", 0), "a");
});

test("hard link rules: who may be a link to whom", () => {
  assert.ok(
    isHardlinkable(0o100644) && isHardlinkable(0o010600) && isHardlinkable(0o020600) && isHardlinkable(0o060600),
  );
  assert.ok(!isHardlinkable(0o120777) && !isHardlinkable(0o040755) && !isHardlinkable(0o140755));
  assert.ok(isHardlinkMaster({ mode: 0o100644 }));
  assert.ok(!isHardlinkMaster({ mode: 0o100644, hardlink_master: false }));
  assert.ok(!isHardlinkMaster({ mode: 0o100644, source: "x" }));
  assert.ok(isHardlinkSlave({ mode: 0o100644, source: "x" }));
  assert.ok(!isHardlinkSlave({ mode: 0o120777, source: "x" }));
  const id = new Uint8Array(32);
  assert.equal(
    contentSize({
      chunks: [
        { id, size: 3, csize: 9 },
        { id, size: 4, csize: 9 },
      ],
    }),
    7,
  );
  assert.equal(contentSize({}), 0);
});

test("names of archives and their checkpoints", () => {
  assert.ok(isArchiveName("a b:c") && !isArchiveName("") && !isArchiveName("a/b") && !isArchiveName("a::b"));
  assert.equal(checkpointName("x", 0), "x.checkpoint");
  assert.equal(checkpointName("x", 2), "x.checkpoint.2");
  assert.ok(isCheckpointName("x.checkpoint.2") && !isCheckpointName("x.checkpoint.y"));
});
