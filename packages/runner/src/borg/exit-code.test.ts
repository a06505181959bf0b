import assert from "node:assert/strict";
import { test } from "node:test";
import { meaningOf } from "./exit-code.ts";

const meanings = (codes: readonly number[]): readonly string[] => codes.map((code) => meaningOf(code, []));

test("meaningOf() follows Borg's ranges", () => {
  assert.deepEqual(meanings([0, 1, 2, 62, 99]), ["success", "warning", "error", "error", "error"]);
  assert.deepEqual(meanings([100, 103, 107, 127]), ["warning", "warning", "warning", "warning"]);
});

test("meaningOf() takes the end by a signal for an error", () => {
  assert.deepEqual(meanings([128, 130, 143]), ["error", "error", "error"]);
});

test("meaningOf() makes errors of warnings after which something is missing", () => {
  assert.deepEqual(meanings([101, 102, 104, 105, 106]), Array(5).fill("error"));
});

test("meaningOf() lets the configuration win, and the first rule of a code", () => {
  const rules = [
    { code: 105, treat_as: "warning" },
    { code: 1, treat_as: "warning" },
    { code: 1, treat_as: "error" },
    { code: 100, treat_as: "error" },
  ] as const;
  assert.equal(meaningOf(105, rules), "warning");
  assert.equal(meaningOf(1, rules), "warning");
  assert.equal(meaningOf(100, rules), "error");
});
