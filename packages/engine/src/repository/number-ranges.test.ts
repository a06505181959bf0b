import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatRanges, parseRanges } from "./number-ranges.ts";

test("formatRanges() joins neighbours", () => {
  assert.equal(formatRanges([0, 1, 2, 5, 7, 8]), "0-2,5,7-8");
  assert.equal(formatRanges([]), "");
});

test("parseRanges() reads what formatRanges() wrote", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(500)), (numbers) => {
      const sorted = numbers.toSorted((a, b) => a - b);
      assert.deepEqual(parseRanges(formatRanges(sorted)), sorted);
    }),
  );
});

test("parseRanges() refuses what is out of order, and more than a repository can have", () => {
  for (const text of ["5,3", "1,1", "3-2", "1-3,3", "x", "1-", ",", "0-4294967295", "12345678901"]) {
    assert.throws(() => parseRanges(text), RangeError, text);
  }
});
