import assert from "node:assert/strict";
import { test } from "node:test";
import { EscapeError, unescapeText } from "./unescape.ts";

test("unescapeText() reads escapes as Python does", () => {
  for (const [text, meaning] of [
    ["plain ünd \udcff", "plain ünd \udcff"],
    ["\\n\\t\\r\\0", "\n\t\r\0"],
    ["\\a\\b\\f\\v\\\\\\'\\\"", "\x07\b\f\v\\'\""],
    ["\\x41\\u20ac\\U0001f600", "A€😀"],
    ["\\x414", "A4"],
    ["\\101\\1012\\08", "AA2\x008"],
    ["\\377\\777", "ÿǿ"],
    ["a\\\nb", "ab"],
    ["\\q\\ ", "\\q\\ "],
  ] as const) {
    assert.equal(unescapeText(text), meaning, text);
  }
});

test("unescapeText() refuses half an escape", () => {
  for (const text of ["\\", "a\\", "\\x4", "\\u12", "\\U0011ffff", "\\N{DASH}"]) {
    assert.throws(() => unescapeText(text), EscapeError, text);
  }
});
