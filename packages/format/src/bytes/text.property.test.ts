import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { bytesToText, textToBytes } from "./text.ts";

const fragment = fc.oneof(
  fc.uint8Array({ maxLength: 6 }),
  fc.string({ unit: "binary", maxLength: 8 }).map((text) => new TextEncoder().encode(text)),
  fc.constantFrom("eda080", "edbfbf", "f0908080", "e282", "c3").map((hex) => new Uint8Array(Buffer.from(hex, "hex"))),
);

test("any bytes survive bytesToText() and textToBytes()", () => {
  fc.assert(
    fc.property(fc.array(fragment, { maxLength: 12 }), (fragments) => {
      const bytes = new Uint8Array(Buffer.concat(fragments));
      assert.deepEqual(textToBytes(bytesToText(bytes)), bytes);
    }),
    { numRuns: 1000 },
  );
});

test("well-formed text is plain UTF-8 both ways", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 100 }), (text) => {
      const bytes = new TextEncoder().encode(text);
      assert.deepEqual(textToBytes(text), bytes);
      assert.equal(bytesToText(bytes), text);
    }),
  );
});
