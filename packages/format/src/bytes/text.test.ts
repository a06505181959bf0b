import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesToText, compareText, textToBytes } from "./text.ts";

const ascii = "a".repeat(100);

// Made with Python: bytes.fromhex(hex).decode("utf-8", "surrogateescape").
const cases: readonly [hex: string, text: string][] = [
  ["", ""],
  ["61", "a"],
  ["00", "\0"],
  ["efbbbf61", "\ufeffa"],
  ["c3a4", "ä"],
  ["e282ac", "€"],
  ["f09f9880", "😀"],
  ["f48fbfbf", "\u{10ffff}"],
  ["80", "\udc80"],
  ["ff", "\udcff"],
  ["c0af", "\udcc0\udcaf"],
  ["e28261", "\udce2\udc82a"],
  ["e282", "\udce2\udc82"],
  ["f09f9861", "\udcf0\udc9f\udc98a"],
  ["f09f98e282ac", "\udcf0\udc9f\udc98€"],
  ["eda080", "\udced\udca0\udc80"],
  ["edb280", "\udced\udcb2\udc80"],
  ["e09f80", "\udce0\udc9f\udc80"],
  ["f08f8080", "\udcf0\udc8f\udc80\udc80"],
  ["f4908080", "\udcf4\udc90\udc80\udc80"],
  ["f580", "\udcf5\udc80"],
  ["edc3a9", "\udcedé"],
];

test("bytesToText() and textToBytes() are Python's surrogateescape, at any length", () => {
  for (const [hex, text] of cases) {
    for (const [prefix, suffix] of [
      ["", ""],
      [ascii, ""],
      ["", ascii],
      ["ä", "ß"],
    ] as const) {
      const bytes = new Uint8Array(Buffer.concat([Buffer.from(prefix), Buffer.from(hex, "hex"), Buffer.from(suffix)]));
      assert.equal(bytesToText(bytes), prefix + text + suffix, hex);
      assert.deepEqual(textToBytes(prefix + text + suffix), bytes, hex);
    }
  }
});

test("bytesToText() decodes a range and shared memory", () => {
  const shared = new Uint8Array(new SharedArrayBuffer(64));
  shared.set(Buffer.from("..pfad/zu/größe/mit/mehr/als/24/bytes.."));
  assert.equal(bytesToText(shared, 2, 39), "pfad/zu/größe/mit/mehr/als/24/bytes");
});

test("textToBytes() refuses surrogates that stand for no byte", () => {
  for (const text of ["\ud800", "\udc00", "\udc7f", "\udd00", "\udbff\ud800", "a\ud83d", "\ud83da"])
    assert.throws(() => textToBytes(text), RangeError, JSON.stringify(text));
});

test("compareText() orders by bytes", () => {
  const texts = ["", "a", "ab", "z", "ä", "\ud7ff", "\ue000", "\uffff", "😀", "\udc80", "\udcff", "a\udcff", "a😀"];
  for (const a of texts)
    for (const b of texts) {
      const expected = Buffer.compare(textToBytes(a), textToBytes(b));
      assert.equal(Math.sign(compareText(a, b)), expected, `${JSON.stringify(a)} ${JSON.stringify(b)}`);
    }
});
