import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Side } from "./content-comparison.ts";
import { ContentComparison, interleave } from "./content-comparison.ts";

/** Cuts `content` at the places given, and feeds both sides as they would be fetched. */
function compare(before: Uint8Array, cutsBefore: number[], after: Uint8Array, cutsAfter: number[]): ContentComparison {
  const pieces = { before: cut(before, cutsBefore), after: cut(after, cutsAfter) };
  const chunks = (side: Side) => pieces[side].map(({ length }) => ({ id: new Uint8Array(32), size: length, csize: 0 }));
  const comparison = new ContentComparison();
  for (const side of interleave(chunks("before"), chunks("after")).sides) {
    comparison.add(side, pieces[side].shift() as Uint8Array);
  }
  return comparison;
}

function cut(content: Uint8Array, cuts: number[]): Uint8Array[] {
  const ends = [...new Set(cuts.map((at) => at % (content.length + 1)))].sort((a, b) => a - b);
  return [...ends, content.length].map((end, index) => content.subarray(ends[index - 1] ?? 0, end));
}

const content = fc.uint8Array({ max: 3, maxLength: 40 });
const cuts = fc.array(fc.nat(40), { maxLength: 8 });

test("ContentComparison finds contents equal exactly if their bytes are, however they are cut", () => {
  fc.assert(
    fc.property(content, cuts, content, cuts, (before, cutsBefore, after, cutsAfter) => {
      const same = Buffer.compare(before, after) === 0;
      assert.equal(compare(before, cutsBefore, after, cutsAfter).isEqual, same);
      assert.equal(compare(before, cutsBefore, before, cutsAfter).isEqual, true);
    }),
  );
});

test("interleave() keeps neither side ahead by more than one chunk", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 12 });
  fc.assert(
    fc.property(sizes, sizes, (before, after) => {
      const chunks = (list: number[]) => list.map((size) => ({ id: new Uint8Array(32), size, csize: 0 }));
      const { chunks: all, sides } = interleave(chunks(before), chunks(after));
      assert.equal(all.length, before.length + after.length);
      const ends = { before: 0, after: 0 };
      const totals = { before: before.reduce((a, b) => a + b, 0), after: after.reduce((a, b) => a + b, 0) };
      all.forEach(({ size }, index) => {
        const side = sides[index] as Side;
        const other = side === "before" ? "after" : "before";
        assert.ok(ends[side] <= ends[other] || ends[other] === totals[other]);
        ends[side] += size;
      });
    }),
  );
});
