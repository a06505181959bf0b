import assert from "node:assert/strict";
import { test } from "node:test";
import { loadVectors } from "@coffer/testkit/spec";
import { decompress } from "./index.ts";
import { NoneCompressor } from "./none.ts";
import { ObfuscateCompressor, padme } from "./obfuscate.ts";

interface ObfuscateVectors {
  cases: { level: number; plaintext_size: number; random: number; total_size: number; compr_size: number }[];
  padme: [number, number][];
}

const vectors = loadVectors<ObfuscateVectors>("obfuscate");

test("ObfuscateCompressor pads as Borg does", () => {
  for (const item of vectors.cases) {
    const compressor = new ObfuscateCompressor(item.level, new NoneCompressor(), () => item.random);
    const chunk = new Uint8Array(item.plaintext_size).fill(7);
    const payload = compressor.compress(chunk);
    assert.equal(payload.length, item.total_size, JSON.stringify(item));
    assert(compressor.bound(chunk.length) >= payload.length);
    assert.deepEqual(decompress(payload), chunk);
  }
});

test("padme() agrees with its formula", () => {
  for (const [size, padding] of vectors.padme) assert.equal(padme(size), padding, String(size));
});
