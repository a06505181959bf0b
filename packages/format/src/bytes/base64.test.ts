import assert from "node:assert/strict";
import { test } from "node:test";
import { fromBase64, toBase64 } from "./base64.ts";

test("toBase64() and fromBase64() agree with the platform", () => {
  for (let length = 0; length < 70; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length * 11) & 0xff);
    assert.equal(toBase64(bytes), Buffer.from(bytes).toString("base64"));
    assert.deepEqual(fromBase64(toBase64(bytes)), bytes);
  }
});

test("fromBase64() passes over characters outside of the alphabet and stops at the padding", () => {
  assert.deepEqual(fromBase64(" Y\tW\nJ-j ZA=\n=AAAA"), new Uint8Array(Buffer.from("abcd")));
  assert.deepEqual(fromBase64("=YWJj"), new Uint8Array(Buffer.from("abc")));
});

test("fromBase64() refuses an incomplete group", () => {
  for (const text of ["Y", "YW", "YWJ", "YW=", "YWJjZ"]) assert.throws(() => fromBase64(text), RangeError, text);
});
