import assert from "node:assert/strict";
import { test } from "node:test";
import { compareBytes, concatBytes, equalBytes, joinBytes } from "./compare.ts";

const bytes = (...values: number[]): Uint8Array => new Uint8Array(values);

test("equalBytes() compares length and content", () => {
  assert.equal(equalBytes(bytes(), bytes()), true);
  assert.equal(equalBytes(bytes(1, 2), bytes(1, 2)), true);
  assert.equal(equalBytes(bytes(1, 2), bytes(1, 3)), false);
  assert.equal(equalBytes(bytes(1, 2), bytes(1)), false);
});

test("compareBytes() orders as Buffer.compare does", () => {
  const samples = [bytes(), bytes(0), bytes(0, 0), bytes(1), bytes(1, 255), bytes(127), bytes(128), bytes(255)];
  for (const a of samples) for (const b of samples) assert.equal(Math.sign(compareBytes(a, b)), Buffer.compare(a, b));
});

test("concatBytes() joins into a new array", () => {
  const part = bytes(1, 2);
  const whole = concatBytes(part, bytes(), bytes(3));
  part[0] = 9;
  assert.deepEqual(whole, bytes(1, 2, 3));
});

test("joinBytes() takes more parts than a call takes arguments", () => {
  const parts = Array.from({ length: 300_000 }, (_, index) => bytes(index & 0xff));
  const whole = joinBytes(parts);
  assert.equal(whole.length, parts.length);
  assert.equal(whole[299_999], 299_999 & 0xff);
});
