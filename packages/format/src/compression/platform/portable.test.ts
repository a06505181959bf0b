import assert from "node:assert/strict";
import { test } from "node:test";
import { vectorBytes } from "@coffer/testkit/spec";
import { codecs as node } from "./node.ts";
import { codecs as portable } from "./portable.ts";

const inputs = [
  new Uint8Array(0),
  Uint8Array.of(1),
  vectorBytes({ stream: "portable", length: 100_000 }),
  vectorBytes({ repeat: Buffer.from("portable ").toString("hex"), length: 1_000_000 }),
];

test("the portable zlib and Node's read each other", () => {
  for (const input of inputs) {
    for (const level of [0, 6, 9]) {
      for (const hint of [undefined, input.length]) {
        assert.deepEqual(portable.zlibDecompress(node.zlibCompress(input, level), input.length, hint), input);
        assert.deepEqual(
          new Uint8Array(node.zlibDecompress(portable.zlibCompress(input, level), input.length, hint)),
          input,
        );
      }
      if (input.length === 0) continue;
      assert.throws(() => portable.zlibDecompress(node.zlibCompress(input, level), input.length - 1, undefined));
    }
  }
});

test("the portable zstd reads what Node writes", () => {
  for (const input of inputs) {
    for (const level of [1, 3, 19]) {
      assert.deepEqual(portable.zstdDecompress(node.zstdCompress(input, level), input.length), input);
    }
  }
  assert.throws(() => portable.zstdCompress(Uint8Array.of(1), 3));
});
