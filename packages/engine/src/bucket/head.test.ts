import assert from "node:assert/strict";
import { test } from "node:test";
import { IntegrityError } from "@coffer/format/errors";
import { decodeHead, encodeHead } from "./head.ts";

const head = {
  epoch: 3,
  segmentsPerFolder: 1000,
  segments: [0, 1, 5],
  files: ["README", "config", "index.5"],
  sizes: new Map([["index.5", 41_258]]),
  contents: new Map([["integrity.5", new Uint8Array([0, 1, 255])]]),
  superseded: [{ sinceMs: 1_795_357_859_000, segments: [2, 3, 4], files: ["index.1"] }],
};
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("decodeHead() reads what encodeHead() wrote", () => {
  assert.deepEqual(decodeHead(encodeHead(head), "head"), head);
});

test("decodeHead() refuses what is damaged, and names that lead elsewhere", () => {
  const text = new TextDecoder().decode(encodeHead(head));
  for (const damaged of [
    text.slice(0, -20),
    text.replace('"version": 1', '"version": 2'),
    text.replace("README", "../README"),
    text.replace('"index.5": 41258', '"../index.5": 41258'),
    text.replace('"index.5": 41258', '"index.5": -1'),
    text.replace('"AAH/"', "7"),
    text.replace("0-1,5", "0-1,0"),
    text.replace('"epoch": 3', '"epoch": -3'),
    text.replace(/"since": "[^"]*"/, '"since": "yesterday"'),
    "null",
  ]) {
    assert.notEqual(damaged, text);
    assert.throws(() => decodeHead(bytes(damaged), "head"), IntegrityError, damaged);
  }
});
