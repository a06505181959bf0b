import assert from "node:assert/strict";
import { test } from "node:test";
import { contentName, versionedName, Versions } from "./versions.ts";

test("versionedName() keeps the extension at the end, as Python splits it", () => {
  for (const [name, versioned] of [
    ["report.txt", "report.00003.txt"],
    ["a.tar.gz", "a.tar.00003.gz"],
    ["README", "README.00003"],
    [".bashrc", ".bashrc.00003"],
    ["..a", "..a.00003"],
    [".a.b", ".a.00003.b"],
    ["a.", "a.00003."],
  ] as const) {
    assert.equal(versionedName(name, 3), versioned);
  }
  assert.equal(versionedName("x", 123456), "x.123456");
});

test("Versions counts changes, not archives", () => {
  const chunk = (byte: number) => [{ id: new Uint8Array(32).fill(byte), size: 1, csize: 1 }];
  const [one, two] = [contentName(chunk(1)), contentName(chunk(2))];
  const versions = new Versions();
  assert.equal(versions.last(7), undefined);
  assert.deepEqual(
    [one, one, two, one].map((content) => versions.next(7, content)),
    [1, 1, 2, 3],
  );
  assert.equal(versions.next(8, one), 1);
  assert.deepEqual(versions.last(7), { number: 3, content: one });
});
