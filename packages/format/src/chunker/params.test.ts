import assert from "node:assert/strict";
import { test } from "node:test";
import { loadVectors } from "@coffer/testkit/spec";
import { chunkerParamsFromArchive, chunkerParamsToArchive, formatChunkerParams, parseChunkerParams } from "./index.ts";

type ParamsVector = [string, (string | number)[] | "ValueError"];

test("parseChunkerParams() agrees with Borg", () => {
  for (const [text, expected] of loadVectors<{ chunker_params: ParamsVector[] }>("text").chunker_params) {
    // The vectors are of 1.2.4, which still took even windows, as we do; 1.4 does not.
    if (expected === "ValueError") {
      assert.throws(() => parseChunkerParams(text), text);
    } else {
      const params = parseChunkerParams(text);
      assert.deepEqual(chunkerParamsToArchive(params), expected);
      assert.deepEqual(parseChunkerParams(formatChunkerParams(params)), params);
    }
  }
});

test("parseChunkerParams() speaks Borg's sentences", () => {
  const sentences: Record<string, string> = {
    "fixed,63": "block_size must not be less than 64 Bytes",
    "fixed,20971480": "block_size and header_size must not exceed MAX_DATA_SIZE [20971479]",
    "fixed,64,20971480": "block_size and header_size must not exceed MAX_DATA_SIZE [20971479]",
    "20,23,16,4095": "required: chunk_min <= chunk_mask <= chunk_max",
    "5,23,16,4095": "min. chunk size exponent must not be less than 6 (2^6 = 64B min. chunk size)",
    "10,24,16,4095": "max. chunk size exponent must not be more than 23 (2^23 = 8MiB max. chunk size)",
    foo: "invalid chunker params",
  };
  for (const [text, message] of Object.entries(sentences)) {
    assert.throws(() => parseChunkerParams(text), { name: "RangeError", message });
  }
  assert.throws(() => parseChunkerParams("buzhash,a,23,16,4095"), { name: "TypeError" });
  assert.doesNotThrow(() => parseChunkerParams("7,9,8,128"), "an even window, as Borg 1.2 has it");
  assert.throws(() => parseChunkerParams("10,12,11,4095"), { name: "RangeError" });
});

test("chunkerParamsFromArchive() takes old and new tuples, and nothing else", () => {
  const buzhash = { algorithm: "buzhash", minExp: 19, maxExp: 23, maskBits: 21, windowSize: 4095 };
  assert.deepEqual(chunkerParamsFromArchive([19, 23, 21, 4095]), buzhash);
  assert.deepEqual(chunkerParamsFromArchive([Buffer.from("buzhash"), 19, 23, 21, 4095]), buzhash);
  assert.deepEqual(chunkerParamsFromArchive(["fixed", 4096, 0]), {
    algorithm: "fixed",
    blockSize: 4096,
    headerSize: 0,
  });
  for (const value of [
    undefined,
    null,
    1,
    [],
    ["fixed", 4096],
    ["rabin", 1, 2, 3, 4],
    [19, 23, 21],
    [19, 23, 21, "x"],
  ]) {
    assert.equal(chunkerParamsFromArchive(value), undefined);
  }
});
