import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { toHex } from "../bytes/index.ts";
import { ShadowIndex } from "./shadow-index.ts";

/** Few that share the word by which they are found, and differ in the last byte. */
function idOf(n: number): Uint8Array {
  return new Uint8Array(32).fill(n % 5).fill(n, 31);
}

const segment = fc.oneof(fc.nat(9), fc.constantFrom(0xffff_fffd, 0xffff_fffe, 0xffff_ffff));
const operation = fc.record({
  kind: fc.constantFrom("add", "add", "add", "remove", "delete", "set", "drop"),
  n: fc.nat(60),
  segment,
  more: fc.array(segment, { maxLength: 3 }),
});

test("ShadowIndex behaves as a Map of lists, its order included", () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 900 }), (operations) => {
      const index = new ShadowIndex();
      const model = new Map<string, number[]>();
      for (const { kind, n, segment: one, more } of operations) {
        const id = idOf(n);
        const key = toHex(id);
        const known = model.get(key);
        if (kind === "add") {
          index.add(id, one);
          model.set(key, [...(known ?? []), one]);
        } else if (kind === "remove") {
          index.remove(id, one);
          const at = known?.indexOf(one) ?? -1;
          if (at >= 0) known?.splice(at, 1);
        } else if (kind === "set") {
          index.set(id, more);
          model.set(key, more);
        } else if (kind === "delete") {
          assert.equal(index.delete(id), model.delete(key));
        } else {
          index.dropAfter(one);
          for (const [each, list] of model)
            model.set(
              each,
              list.filter((kept) => kept <= one),
            );
        }
        assert.deepEqual(index.get(id), model.get(key));
        assert.equal(index.size, model.size);
      }
      assert.deepEqual(
        [...index].map(([id, segments]) => [toHex(id), segments]),
        [...model],
      );
    }),
    { numRuns: 100 },
  );
});

test("ShadowIndex holds more ids than a page of records", () => {
  const ids = Array.from({ length: 10_000 }, (_, n) => {
    const id = new Uint8Array(32);
    new DataView(id.buffer).setUint32(0, Math.imul(n, 2654435761), true);
    return id;
  });
  const index = new ShadowIndex(ids.map((id, n) => [id, [n]]));
  assert.equal(index.size, ids.length);
  for (const [n, id] of ids.entries()) assert.deepEqual(index.get(id), [n]);
});
