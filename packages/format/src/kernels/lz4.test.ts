import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { getKernels, lz4Bound } from "./index.ts";

/** The readable twin of the decompressor: the block format step by step. */
function decompress(source: Uint8Array, sizeMax: number): number[] | -1 {
  const target: number[] = [];
  let at = 0;
  const spelled = (nibble: number): number => {
    let count = nibble;
    if (nibble < 15) return count;
    for (;;) {
      const byte = source[at++];
      if (byte === undefined) return Number.NaN;
      count += byte;
      if (byte < 255) return count;
    }
  };
  while (at < source.length) {
    const token = source[at++] ?? 0;
    const literals = spelled(token >> 4);
    if (!(at + literals <= source.length && target.length + literals <= sizeMax)) return -1;
    target.push(...source.subarray(at, at + literals));
    at += literals;
    if (at === source.length) return target;
    if (at + 2 > source.length) return -1;
    const distance = (source[at] ?? 0) | ((source[at + 1] ?? 0) << 8);
    at += 2;
    if (distance === 0 || distance > target.length) return -1;
    const length = spelled(token & 15) + 4;
    if (!(target.length + length <= sizeMax)) return -1;
    for (let i = 0; i < length; i++) target.push(target[target.length - distance] ?? 0);
  }
  return -1;
}

function compress(data: Uint8Array): Uint8Array {
  const target = new Uint8Array(lz4Bound(data.length));
  return target.subarray(0, getKernels().lz4Compress(data, target));
}

/** Repetitive data: words of a small vocabulary. */
const wordy = fc
  .tuple(
    fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 6 }),
    fc.array(fc.nat(5), { maxLength: 300 }),
  )
  .map(([words, order]) => Uint8Array.from(order.flatMap((n) => [...(words[n % words.length] ?? [])])));

const anyData = fc.oneof(fc.uint8Array({ maxLength: 2000 }), wordy);

test("what lz4Compress() writes, the twin and lz4Decompress() read", () => {
  fc.assert(
    fc.property(anyData, (data) => {
      const block = compress(data);
      assert.deepEqual(Uint8Array.from(decompress(block, data.length) as number[]), data);
      const target = new Uint8Array(data.length);
      assert.equal(getKernels().lz4Decompress(block, target), data.length);
      assert.deepEqual(target, data);
    }),
    { numRuns: 500 },
  );
});

test("lz4Compress() keeps the margins at the end of a block", () => {
  fc.assert(
    fc.property(wordy, (data) => {
      const block = compress(data);
      // The last sequence is literals alone: at least 5 of them if there was a match before.
      let at = 0;
      let written = 0;
      let lastMatchBegin = -1;
      while (at < block.length) {
        const token = block[at++] ?? 0;
        let literals = token >> 4;
        if (literals === 15) for (let more = 255; more === 255; literals += more) more = block[at++] ?? 0;
        at += literals;
        written += literals;
        if (at === block.length) {
          if (lastMatchBegin >= 0) {
            assert(literals >= 5);
            assert(lastMatchBegin <= data.length - 12);
          }
          break;
        }
        at += 2;
        let length = (token & 15) + 4;
        if ((token & 15) === 15) for (let more = 255; more === 255; length += more) more = block[at++] ?? 0;
        lastMatchBegin = written;
        written += length;
      }
      assert.equal(written, data.length);
    }),
    { numRuns: 300 },
  );
});

test("lz4Compress() returns 0 when the block does not fit, and never writes past its target", () => {
  fc.assert(
    fc.property(anyData, fc.nat(100), (data, shorter) => {
      const whole = compress(data);
      const room = Math.max(0, whole.length - shorter);
      const guarded = new Uint8Array(room + 32).fill(0xa5);
      const size = getKernels().lz4Compress(data, guarded.subarray(0, room));
      assert.equal(size, room >= whole.length ? whole.length : 0);
      assert(guarded.subarray(room).every((byte) => byte === 0xa5));
    }),
    { numRuns: 300 },
  );
});

test("lz4Decompress() agrees with its twin on damaged blocks and never writes past its target", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc.tuple(wordy, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 })).map(([data, changes]) => {
          const block = compress(data).slice();
          for (const [at, byte] of changes) block[at % block.length] = byte;
          return block;
        }),
      ),
      fc.nat(3000),
      (block, sizeMax) => {
        const expected = decompress(block, sizeMax);
        const guarded = new Uint8Array(sizeMax + 32).fill(0xa5);
        const size = getKernels().lz4Decompress(block, guarded.subarray(0, sizeMax));
        assert.equal(size, expected === -1 ? -1 : expected.length);
        if (expected !== -1) assert.deepEqual([...guarded.subarray(0, size)], expected);
        assert(guarded.subarray(sizeMax).every((byte) => byte === 0xa5));
      },
    ),
    { numRuns: 1000 },
  );
});

test("a length spelled over millions of bytes does not wrap around", () => {
  const block = new Uint8Array(17_000_000).fill(255);
  assert.equal(getKernels().lz4Decompress(block, new Uint8Array(100)), -1);
});

test("long literals, long matches and every small distance survive", () => {
  for (let distance = 1; distance <= 40; distance++) {
    const data = new Uint8Array(5000);
    for (let i = 0; i < data.length; i++)
      data[i] = i < 1000 ? Math.imul(i, 0x9e3779b1) >>> 23 : (data[i - distance] ?? 0);
    const block = compress(data);
    const target = new Uint8Array(5000);
    assert.equal(getKernels().lz4Decompress(block, target), 5000);
    assert.deepEqual(target, data);
  }
});
