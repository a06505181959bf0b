import assert from "node:assert/strict";
import { test } from "node:test";
import { fromHex, toHex } from "./hex.ts";

test("toHex() and fromHex() convert every byte", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  assert.equal(toHex(bytes), Buffer.from(bytes).toString("hex"));
  assert.deepEqual(fromHex(toHex(bytes)), bytes);
  assert.deepEqual(fromHex("AbCd"), new Uint8Array([0xab, 0xcd]));
});

test("fromHex() refuses what is not hex", () => {
  for (const text of ["a", "0g", "0x00", " 00", "00\n"]) assert.throws(() => fromHex(text), RangeError, text);
});

test("fromHex() says what is wrong in Python's words", () => {
  assert.throws(() => fromHex("abc"), { message: "Odd-length string" });
  assert.throws(() => fromHex("zz"), { message: "Non-hexadecimal digit found" });
  assert.throws(() => fromHex("\u00e9\u00e9"), { message: "string argument should contain only ASCII characters" });
});
