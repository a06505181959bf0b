import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { toHex } from "../bytes/index.ts";
import { RepositoryIndex } from "./index.ts";

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
