import assert from "node:assert/strict";
import { test } from "node:test";
import { normalizePath } from "./normalize-path.ts";

test("normalizePath() agrees with Python's normpath", () => {
  for (const [path, normal] of [
    ["", "."],
    [".", "."],
    ["/", "/"],
    ["//", "//"],
    ["///", "/"],
    ["//a", "//a"],
    ["a//b/./c/", "a/b/c"],
    ["a/../b", "b"],
    ["a/..", "."],
    ["../a", "../a"],
    ["../../a", "../../a"],
    ["a/../../b", "../b"],
    ["/..", "/"],
    ["/../a", "/a"],
    ["./x", "x"],
  ] as const) {
    assert.equal(normalizePath(path), normal, path);
  }
});
