import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { loadVectors, specPath, vectorBytes, type VectorInput } from "@coffer/testkit/spec";
import fc from "fast-check";
import { type BuzhashParams, getKernels } from "./index.ts";

const base = JSON.parse(readFileSync(specPath("buzhash-table.json"), "utf8")) as { table: number[] } | number[];
const baseTable = Uint32Array.from(Array.isArray(base) ? base : base.table);

function seeded(seed: number): Uint32Array {
  return baseTable.map((word) => word ^ seed);
}

function turn(word: number, by: number): number {
  return ((word << (by & 31)) | (word >>> (32 - (by & 31)))) >>> 0;
}

function hash(table: Uint32Array, window: Uint8Array): number {
  return window.reduce((sum, byte) => (turn(sum, 1) ^ (table[byte] ?? 0)) >>> 0, 0);
}

function slide(table: Uint32Array, sum: number, leaving: number, entering: number, window: number): number {
  return (turn(sum, 1) ^ turn(table[leaving] ?? 0, window) ^ (table[entering] ?? 0)) >>> 0;
}

/** The readable twin: the cut rule as it is written down. */
function cut(data: Uint8Array, params: BuzhashParams, table: Uint32Array): number {
  const { windowSize: w } = params;
  const min = 2 ** params.minExp;
  const mask = 2 ** params.maskBits - 1;
  if (data.length < min + w + 1) return data.length;
  const limit = Math.min(data.length, 2 ** params.maxExp);
  let q = min;
  let sum = hash(table, data.subarray(q, q + w));
  while (q + w < limit && (sum & mask) !== 0) {
    sum = slide(table, sum, data[q] ?? 0, data[q + w] ?? 0, w);
    q += 1;
  }
  return q + w >= limit ? limit : q;
}

interface HashVector {
  input: VectorInput;
  seed: number;
  hash: number;
}

interface UpdateVector {
  sum: number;
  remove: number;
  add: number;
  len: number;
  seed: number;
  hash: number;
}

describe("the twin hashes as Borg does", () => {
  const vectors = loadVectors<{ buzhash: HashVector[]; buzhash_update: UpdateVector[] }>("chunker");
  test("whole windows", () => {
    for (const item of vectors.buzhash) assert.equal(hash(seeded(item.seed), vectorBytes(item.input)), item.hash);
  });
  test("sliding ones", () => {
    for (const item of vectors.buzhash_update) {
      assert.equal(slide(seeded(item.seed), item.sum, item.remove, item.add, item.len), item.hash);
    }
  });
});

/** Data with runs and repeats in which small masks hit early, late and never. */
const pieces = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc.tuple(fc.nat(255), fc.nat(3000)).map(([byte, length]) => new Uint8Array(length).fill(byte)),
      fc.tuple(fc.nat(1000), fc.nat(6000)).map(([seed, length]) => {
        let state = seed;
        return new Uint8Array(length).map(() => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 16);
      }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])));

const anyParams = fc
  .record({
    minExp: fc.integer({ min: 6, max: 10 }),
    spread: fc.integer({ min: 1, max: 4 }),
    maskBits: fc.integer({ min: 1, max: 14 }),
    windowSize: fc.integer({ min: 1, max: 9000 }),
  })
  .map(({ minExp, spread, maskBits, windowSize }) => {
    const maxExp = minExp + spread;
    return { minExp, maxExp, maskBits, windowSize: Math.min(windowSize, 2 ** maxExp - 2 ** minExp - 1) };
  })
  .filter(({ windowSize }) => windowSize >= 1);

test("buzhashCut() agrees with its twin", () => {
  fc.assert(
    fc.property(pieces, anyParams, fc.integer(), (data, params, seed) => {
      const table = seeded(seed);
      assert.equal(getKernels().buzhashCut(data, true, params, table), cut(data, params, table));
    }),
    { numRuns: 300 },
  );
});

test("buzhashCut() agrees with its twin for windows from tiny to huge", () => {
  let state = 7;
  const data = new Uint8Array(120_000).map(() => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 24);
  for (const windowSize of [1, 31, 32, 33, 255, 256, 257, 4095, 4096, 8191, 8192, 8193, 20_001, 60_000]) {
    for (const maskBits of [6, 12, 15, 20]) {
      const params = { minExp: 10, maxExp: 17, maskBits, windowSize };
      const table = seeded(windowSize);
      assert.equal(
        getKernels().buzhashCut(data, true, params, table),
        cut(data, params, table),
        `${windowSize},${maskBits}`,
      );
    }
  }
});
