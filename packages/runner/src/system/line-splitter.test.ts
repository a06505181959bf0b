import assert from "node:assert/strict";
import { test } from "node:test";
import { LineSplitter } from "./line-splitter.ts";

test("LineSplitter hands over lines, whatever the pieces", () => {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(line));
  for (const piece of ["a", "b\n\nc", "\n", "d"]) splitter.add(piece);
  assert.deepEqual(lines, ["ab", "", "c"]);
  splitter.end();
  splitter.end();
  assert.deepEqual(lines, ["ab", "", "c", "d"]);
});
