import assert from "node:assert/strict";
import { test } from "node:test";
import type { MsgpackValue } from "@coffer/format/bytes";
import { dumpJson } from "../text/index.ts";
import { readableValue } from "./readable-value.ts";

const bytes = (text: string): Uint8Array => Buffer.from(text, "latin1");

test("readableValue() shows text as text, and all other bytes in hexadecimal", () => {
  assert.equal(readableValue(bytes("caf\xc3\xa9")), "caf\u00e9");
  assert.equal(readableValue(bytes("\xff\x00")), "\x7fff00");
  assert.equal(readableValue(bytes("\x7fabc")), "\x7f7f616263");
  assert.equal(readableValue(bytes("\xef\xbb\xbfx")), "\ufeffx");
});

test("readableValue() puts names in order at every depth", () => {
  const inner: MsgpackValue = new Map<string, MsgpackValue>([
    ["z", 1n],
    ["10", null],
    ["9", [true, bytes("x")]],
  ]);
  const value = new Map<string, MsgpackValue>([
    ["b", 2],
    ["a", inner],
  ]);
  assert.equal(dumpJson(readableValue(value)), '{"a": {"10": null, "9": [true, "x"], "z": 1}, "b": 2}');
});
