import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { MsgpackError } from "./msgpack-error.ts";
import { MsgpackReader } from "./msgpack-reader.ts";
import { packValue, unpackValue, type MsgpackMap, type MsgpackValue } from "./msgpack-value.ts";

const integer = fc
  .bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n })
  .map((value) => (Number.isSafeInteger(Number(value)) ? Number(value) : value));

const { value } = fc.letrec<{ value: MsgpackValue; map: MsgpackMap }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    integer,
    fc.double({ noInteger: true, noNaN: true, noDefaultInfinity: true }),
    fc.uint8Array({ maxLength: 70 }),
    fc.array(tie("value"), { maxLength: 20 }),
    tie("map"),
  ),
  map: fc
    .array(fc.tuple(fc.oneof(fc.string({ unit: "binary", maxLength: 40 }), integer), tie("value")), { maxLength: 20 })
    .map((entries) => new Map(entries)),
}));

test("unpackValue() gives back what packValue() got, and skip() passes exactly it", () => {
  fc.assert(
    fc.property(value, (original) => {
      const packed = packValue(original);
      assert.deepEqual(unpackValue(packed), original);
      const reader = new MsgpackReader(packed);
      reader.skip();
      assert.equal(reader.offset, packed.length);
    }),
  );
});

test("unpackValue() of any bytes throws a MsgpackError or gives what packs to the same value", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        const found = unpackValue(bytes);
        assert.deepEqual(unpackValue(packValue(found)), found);
      } catch (error) {
        if (!(error instanceof MsgpackError)) throw error;
      }
    }),
    { numRuns: 2000 },
  );
});
