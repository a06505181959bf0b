import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Region } from "./shared-heap.ts";
import { SharedHeap } from "./shared-heap.ts";

const SIZE = 65_536;

function makeHeap(): SharedHeap {
  return new SharedHeap(new WebAssembly.Memory({ initial: 2, maximum: 2, shared: true }), 1024, SIZE);
}

test("tryAllocate() hands out regions that lie in the heap, aligned, and never overlap", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(9000), fc.nat(10))), (moves) => {
      const heap = makeHeap();
      const held: Region[] = [];
      for (const [size, choice] of moves) {
        if (choice > 6 && held.length > 0) heap.free(held.splice(choice % held.length, 1)[0] as Region);
        else {
          const region = heap.tryAllocate(size);
          if (region !== undefined) held.push(region);
        }
        const sorted = held.toSorted((a, b) => a.offset - b.offset);
        sorted.forEach((region, index) => {
          assert.equal(region.offset % 64, 0);
          assert.ok(region.offset >= 1024 && region.offset + region.size <= 1024 + SIZE);
          const next = sorted[index + 1];
          if (next !== undefined) assert.ok(region.offset + region.size <= next.offset);
        });
        assert.equal(
          heap.used,
          held.reduce((sum, region) => sum + region.size, 0),
        );
      }
      for (const region of held) heap.free(region);
      assert.deepEqual(heap.tryAllocate(SIZE), { offset: 1024, size: SIZE }, "freed pieces grow together again");
    }),
  );
});

test("allocate() waits for room, in order of asking", async () => {
  const heap = makeHeap();
  const first = await heap.allocate(SIZE);
  const order: string[] = [];
  const large = heap.allocate(SIZE - 128).then((region) => {
    order.push("large");
    return region;
  });
  const small = heap.allocate(64).then((region) => {
    order.push("small");
    return region;
  });
  assert.equal(heap.tryAllocate(64), undefined, "nobody overtakes those who wait");
  heap.free(first);
  await Promise.all([large, small]);
  assert.deepEqual(order, ["large", "small"]);
});

test("allocate() refuses what could never fit", () => {
  assert.throws(() => makeHeap().allocate(SIZE + 1), RangeError);
});

test("free() notices a region that is freed twice", () => {
  const heap = makeHeap();
  const region = heap.tryAllocate(100) as Region;
  heap.free(region);
  assert.throws(() => heap.free(region), /freed twice/);
});
