import assert from "node:assert/strict";
import { test } from "node:test";
import { formatTimestamp, parseTimestamp } from "./timestamp.ts";

test("parseTimestamp() and formatTimestamp() agree", () => {
  const cases: [text: string, micros: bigint][] = [
    ["1970-01-01T00:00:00.000000", 0n],
    ["1969-12-31T23:59:59.999999", -1n],
    ["2024-02-29T03:04:05.000001", 1_709_175_845_000_001n],
    ["0001-01-01T00:00:00.000000", -62_135_596_800_000_000n],
    ["9999-12-31T23:59:59.999999", 253_402_300_799_999_999n],
  ];
  for (const [text, micros] of cases) {
    assert.equal(parseTimestamp(text), micros, text);
    assert.equal(formatTimestamp(micros), text);
  }
});

test("parseTimestamp() takes a missing or short fraction", () => {
  assert.equal(parseTimestamp("1970-01-01T00:00:01"), 1_000_000n);
  assert.equal(parseTimestamp("1970-01-01T00:00:01.5"), 1_500_000n);
});

test("parseTimestamp() refuses what is no time", () => {
  for (const text of [
    "",
    "2024-02-30T00:00:00",
    "2023-02-29T00:00:00",
    "2024-13-01T00:00:00",
    "2024-00-01T00:00:00",
    "2024-01-01T24:00:00",
    "2024-01-01T00:60:00",
    "2024-01-01T00:00:60",
    "0000-01-01T00:00:00",
    "2024-01-01T00:00:00Z",
    "2024-01-01 00:00:00",
    "2024-01-01T00:00:00.",
    "2024-01-01T00:00:00.1234567",
  ])
    assert.throws(() => parseTimestamp(text), RangeError, text);
});

test("formatTimestamp() refuses what a timestamp cannot say", () => {
  assert.throws(() => formatTimestamp(253_402_300_800_000_000n), RangeError);
  assert.throws(() => formatTimestamp(-62_135_596_800_000_001n), RangeError);
});
