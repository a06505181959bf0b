import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { concatBytes, toHex } from "../bytes/index.ts";
import { INDEX_BUCKETS, RepositoryIndex, visitIndexBuckets } from "./index.ts";

/** Few ids that collide a lot: the first word decides the bucket. */
function crowdedId(n: number): Uint8Array {
  const id = new Uint8Array(32).fill(n);
  new DataView(id.buffer).setUint32(0, n % 7 === 0 ? 1030 : (n % 13) * 1031, true);
  return id;
}

const operation = fc.record({
  kind: fc.constantFrom("set", "set", "delete", "find", "reopen"),
  n: fc.integer({ min: 0, max: 120 }),
  value: fc.nat(1000),
});

test("RepositoryIndex behaves as a Map, also after it was written and read", () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 400 }), (operations) => {
      let index = new RepositoryIndex();
      const model = new Map<string, number>();
      for (const { kind, n, value } of operations) {
        const id = crowdedId(n);
        if (kind === "set") {
          index.set(id, value, value + 1);
          model.set(toHex(id), value);
        } else if (kind === "delete") {
          assert.equal(index.delete(id), model.delete(toHex(id)));
        } else if (kind === "reopen") {
          index = RepositoryIndex.read(index.bytes().slice());
        } else {
          const bucket = index.find(id);
          assert.equal(bucket < 0 ? undefined : index.segmentAt(bucket), model.get(toHex(id)));
        }
        assert.equal(index.count, model.size);
      }
      const entries = [...index.entries()].map(({ id, segment }) => [toHex(id), segment] as const);
      assert.deepEqual(new Map(entries), model);
    }),
    { numRuns: 200 },
  );
});

/** Reads an image piece by piece, as from a file. */
function readFrugally(image: Uint8Array): RepositoryIndex {
  const { index, entryCount } = RepositoryIndex.beginFrugal(image.subarray(0, INDEX_BUCKETS.start), image.length);
  const buckets = image.subarray(INDEX_BUCKETS.start);
  visitIndexBuckets(buckets, (idOffset, segment, offset) => index.set(buckets, segment, offset, idOffset));
  index.assertCount(entryCount);
  return index;
}

/** Enough of them to have tables of several sizes. */
const bulk = fc.record({
  kind: fc.constantFrom("set", "delete"),
  first: fc.nat(3000),
  count: fc.nat(1500),
  value: fc.nat(1000),
});

test("a frugal index is the same as any other, and so are its images", () => {
  fc.assert(
    fc.property(fc.array(bulk, { maxLength: 12 }), (operations) => {
      const plain = new RepositoryIndex();
      let frugal = readFrugally(plain.bytes().slice());
      const content = (index: RepositoryIndex): string[] =>
        [...index.entries()].map(({ id, segment, offset }) => `${toHex(id)} ${segment} ${offset}`).toSorted();
      for (const [at, { kind, first, count, value }] of operations.entries()) {
        for (let n = first; n < first + count; n++) {
          const id = new Uint8Array(32);
          new DataView(id.buffer).setUint32(0, Math.imul(n, 2654435761), true);
          if (kind === "delete") assert.equal(frugal.delete(id), plain.delete(id));
          else for (const index of [plain, frugal]) index.set(id, value, n);
        }
        assert.equal(frugal.count, plain.count);
        assert.equal(frugal.byteLength, plain.byteLength, `image after operation ${at}`);
        const image = concatBytes(...[...frugal.pieces()].map((piece) => piece.slice()));
        assert.equal(image.length, frugal.byteLength);
        assert.deepEqual(content(RepositoryIndex.read(image.slice())), content(plain));
        if (at % 3 === 2) frugal = readFrugally(image);
      }
      assert.deepEqual(content(frugal), content(plain));
    }),
    { numRuns: 40 },
  );
});

test("assertCount() refuses an index that lacks entries", () => {
  const index = new RepositoryIndex();
  index.set(new Uint8Array(32), 1, 8);
  const image = index.bytes().slice();
  new DataView(image.buffer).setUint32(INDEX_BUCKETS.start + (0 % index.bucketCount) * 40 + 32, 0xffff_ffff, true);
  assert.throws(() => readFrugally(image), /hash index counts 1 entries but has 0/);
  assert.throws(() => RepositoryIndex.beginFrugal(image.subarray(0, 18), image.length + 1), /bytes instead of/);
});
