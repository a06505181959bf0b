import assert from "node:assert/strict";
import { test } from "node:test";
import { formatFileSize, parseFileSize } from "./file-size.ts";

const formatted: readonly [number, string][] = [
  [0, "0 B"],
  [1, "1 B"],
  [999, "999 B"],
  [1000, "1.00 kB"],
  [1125, "1.12 kB"],
  [1135, "1.14 kB"],
  [1375, "1.38 kB"],
  [142_500, "142.50 kB"],
  [999_994, "999.99 kB"],
  [999_995, "1.00 MB"],
  [999_996, "1.00 MB"],
  [20_971_520, "20.97 MB"],
  [1e15, "1.00 PB"],
  [-1500, "-1.50 kB"],
];
for (const [size, text] of formatted) {
  test(`formatFileSize(${size}) is ${text}`, () => assert.equal(formatFileSize(size), text));
}

test("formatFileSize() with sign, precision and powers of 1024", () => {
  assert.equal(formatFileSize(1500, { sign: true }), "+1.50 kB");
  assert.equal(formatFileSize(0, { sign: true }), "0 B");
  assert.equal(formatFileSize(-1500, { sign: true }), "-1.50 kB");
  assert.equal(formatFileSize(123_456_789, { precision: 0 }), "123 MB");
  assert.equal(formatFileSize(1536, { iec: true }), "1.50 KiB");
  assert.equal(formatFileSize(1023, { iec: true }), "1023 B");
});

const parsed: readonly [string, number][] = [
  ["0", 0],
  ["1234", 1234],
  ["55G", 55e9],
  ["1.7T", 1.7e12],
  ["5K", 5000],
  ["1.5M", 1_500_000],
  ["1e3", 1000],
  ["2.9", 2],
  ["1P", 1e15],
];
for (const [text, size] of parsed) {
  test(`parseFileSize("${text}") is ${size}`, () => assert.equal(parseFileSize(text), size));
}

for (const text of ["", "K", "1k", "five", "1 000", "0x10", "1GB", "nan", "99999999P"]) {
  test(`parseFileSize(${JSON.stringify(text)}) is refused`, () => assert.throws(() => parseFileSize(text), RangeError));
}
