import assert from "node:assert/strict";
import { test } from "node:test";
import { ArgumentValueError } from "../arguments/index.ts";
import { keepInterval } from "./keep-interval.ts";

test("keepInterval() reads a number and a unit, in hours", () => {
  const hours = ["1H", "2d", "1w", "1m", "1y", "+1_0H"].map(keepInterval);
  assert.deepEqual(hours, [1, 48, 168, 744, 8760, 10]);
});

test("keepInterval() refuses what Borg refuses", () => {
  for (const text of ["", "5", "5h", "5D"]) {
    assert.throws(() => keepInterval(text), /^ArgumentValueError: Unexpected interval time unit/, text);
  }
  for (const text of ["H", "0d", "-1d", "1.5d", "xw"]) {
    assert.throws(() => keepInterval(text), /Unexpected interval number/, text);
  }
  assert.throws(() => keepInterval("1"), ArgumentValueError);
});
