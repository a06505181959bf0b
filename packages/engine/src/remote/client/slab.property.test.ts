import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { SLAB_SIZE, SlabWriter, withoutStart } from "./slab.ts";
import type { Piece } from "./slab.ts";

/** A piece that somebody holds, and what has to be in it. */
interface Held extends Piece {
  readonly expected: Uint8Array;
}

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ size: fc.nat(3 * SLAB_SIZE), skip: fc.nat(200) }) },
  { weight: 1, arbitrary: fc.record({ size: fc.constantFrom(1, SLAB_SIZE - 1, SLAB_SIZE), skip: fc.constant(0) }) },
  { weight: 6, arbitrary: fc.record({ release: fc.nat(1000) }) },
);

test("no piece changes before it is released, in any order of copies and releases", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const writer = new SlabWriter();
      const held: Held[] = [];
      for (const [at, one] of steps.entries()) {
        if ("release" in one) {
          const [gone] = held.splice(one.release % Math.max(1, held.length), 1);
          gone?.hold.release();
        } else {
          const bytes = new Uint8Array(new SharedArrayBuffer(one.size)).fill(at + 1);
          let begin = one.skip;
          for (const piece of withoutStart(writer.copy(bytes), one.skip)) {
            held.push({ ...piece, expected: bytes.slice(begin, (begin += piece.bytes.length)) });
          }
          assert.equal(begin, Math.max(one.size, one.skip), "all bytes are there");
        }
        for (const { bytes, expected } of held) assert.equal(Buffer.compare(bytes, expected), 0);
      }
    }),
    { numRuns: 40 },
  );
});

test("memory is used again when its last piece was released", () => {
  const writer = new SlabWriter();
  const memories = new Set<ArrayBufferLike>();
  for (let round = 0; round < 100; round++) {
    for (const { bytes, hold } of writer.copy(new Uint8Array(SLAB_SIZE / 2))) {
      memories.add(bytes.buffer);
      hold.release();
    }
  }
  assert.ok(memories.size <= 2, `${memories.size} slabs`);
});

test("a piece that is released twice is found out", () => {
  const [piece] = new SlabWriter().copy(new Uint8Array(10));
  piece?.hold.release();
  assert.throws(() => {
    for (let again = 0; again < 2; again++) piece?.hold.release();
  });
});
