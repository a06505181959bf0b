import assert from "node:assert/strict";
import { test } from "node:test";
import { loadVectors } from "../../../testkit/src/spec/index.ts";
import { fromHex, toHex } from "./hex.ts";
import { MsgpackError } from "./msgpack-error.ts";
import { MsgpackReader } from "./msgpack-reader.ts";
import { packSortedMap, packValue, unpackValue, type MsgpackValue } from "./msgpack-value.ts";
import { MsgpackWriter } from "./msgpack-writer.ts";

const vectors = loadVectors<{ encodings: { value: string; packed: string }[] }>("msgpack").encodings;

/** The value that a vector describes in words. */
function valueOf(description: string): MsgpackValue {
  const [kind, detail] = description.split(" ", 2) as [string, string];
  const count = Number(detail);
  const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
  switch (kind) {
    case "nil":
      return null;
    case "true":
    case "false":
      return kind === "true";
    case "int":
      return Number.isSafeInteger(count) ? count : BigInt(detail);
    case "float":
      return count;
    case "bytes":
      return new Uint8Array(count).fill(0x78);
    case "str":
      return detail === "abc" ? "abc" : "y".repeat(count);
    case "array":
      return range(count).map(() => 1);
    case "map":
      return new Map(range(count).map((i) => [i, i]));
    default:
      throw new Error(description);
  }
}

test("packValue() writes every vector and unpackValue() reads it back", () => {
  assert.ok(vectors.length >= 30);
  for (const { value, packed } of vectors) {
    if (value.startsWith("StableDict")) continue;
    if (value === "bytes 65536: header only") {
      assert.equal(toHex(packValue(new Uint8Array(65536)).subarray(0, 5)), packed);
      continue;
    }
    const expected = valueOf(value);
    assert.equal(toHex(packValue(expected)), packed, value);
    const found = unpackValue(fromHex(packed));
    assert.deepEqual(found, typeof expected === "string" ? new Uint8Array(Buffer.from(expected)) : expected, value);
  }
});

test("packSortedMap() is a StableDict: keys in the order of their bytes", () => {
  const vector = vectors.find(({ value }) => value === "StableDict {b: 1, a: 2}")!;
  assert.equal(
    toHex(
      packSortedMap(
        new Map([
          ["b", 1],
          ["a", 2],
        ]),
      ),
    ),
    vector.packed,
  );
  const keys = ["\udcff", "\u{10000}", "\uffff", "z"];
  const packed = packSortedMap(new Map(keys.map((key) => [key, null])));
  assert.deepEqual([...(unpackValue(packed) as Map<string, null>).keys()], ["z", "\uffff", "\u{10000}", "\udcff"]);
});

test("readers accept newer string headers, bin and long integers", () => {
  for (const hex of [
    "a3616263",
    "d903616263",
    "da0003616263",
    "db00000003616263",
    "c403616263",
    "c50003616263",
    "c600000003616263",
  ]) {
    assert.equal(new MsgpackReader(fromHex(hex)).readText(), "abc", hex);
    assert.equal(new MsgpackReader(fromHex(hex)).readKey(), "abc", hex);
  }
  for (const hex of [
    "05",
    "cc05",
    "cd0005",
    "ce00000005",
    "cf0000000000000005",
    "d005",
    "d10005",
    "d200000005",
    "d30000000000000005",
  ]) {
    assert.equal(new MsgpackReader(fromHex(hex)).readInt(), 5, hex);
    assert.equal(new MsgpackReader(fromHex(hex)).readBigInt(), 5n, hex);
  }
  assert.equal(new MsgpackReader(fromHex("ca3fc00000")).readFloat(), 1.5);
});

test("readInt() gives a bigint exactly beyond the safe integers", () => {
  const safe = 2n ** 53n - 1n;
  for (const value of [safe, -safe, 2n ** 32n, -(2n ** 31n) - 1n, -(2n ** 32n), -(2n ** 32n) - 1n])
    assert.equal(new MsgpackReader(packValue(value)).readInt(), Number(value));
  for (const value of [safe + 1n, -safe - 1n, 2n ** 64n - 1n, -(2n ** 63n)])
    assert.equal(new MsgpackReader(packValue(value)).readInt(), value);
});

test("readNumber() refuses unsafe integers and stays in front of them", () => {
  const reader = new MsgpackReader(packValue(2n ** 60n));
  assert.throws(() => reader.readNumber(), MsgpackError);
  assert.equal(reader.offset, 0);
  assert.equal(reader.readBigInt(), 2n ** 60n);
});

test("writeInt() refuses what is no 64-bit integer", () => {
  const writer = new MsgpackWriter();
  for (const value of [0.5, 200.5, Number.NaN, Infinity, 2 ** 53, 2n ** 64n, -(2n ** 63n) - 1n])
    assert.throws(() => writer.writeInt(value), RangeError, String(value));
  assert.equal(writer.length, 0);
});

const nested = packValue(
  new Map<string | number, MsgpackValue>([
    ["path", "a/b"],
    ["chunks", [[new Uint8Array(40), 70000, 2 ** 40], []]],
    [7, new Map([["x", null]])],
    ["float", 0.5],
    ["negative", -200],
  ]),
);

test("a value cut at any byte is truncated, never malformed, and the reader stays in front of it", () => {
  for (let length = 0; length < nested.length; length++) {
    const reader = new MsgpackReader(nested.subarray(0, length));
    const isTruncated = (error: unknown): boolean => error instanceof MsgpackError && error.truncated;
    assert.throws(() => reader.skip(), isTruncated, `skip ${length}`);
    assert.equal(reader.offset, 0);
    assert.throws(() => unpackValue(nested.subarray(0, length)), isTruncated, `unpack ${length}`);
  }
});

test("skip() moves past one value", () => {
  const reader = new MsgpackReader(Buffer.concat([nested, packValue(5)]));
  reader.skip();
  assert.equal(reader.offset, nested.length);
  assert.equal(reader.readInt(), 5);
  assert.equal(reader.atEnd, true);
});

test("unpackValue() refuses extra bytes, invalid bytes, unusual map keys and deep nesting", () => {
  const deep = (depth: number): Uint8Array => new Uint8Array([...new Uint8Array(depth).fill(0x91), 0xc0]);
  assert.doesNotThrow(() => unpackValue(deep(64)));
  for (const bytes of [
    fromHex("0000"),
    fromHex("c1"),
    fromHex("d40000"),
    fromHex("c70000"),
    fromHex("81c000"),
    fromHex("81c300"),
    deep(65),
    deep(100000),
  ])
    assert.throws(
      () => unpackValue(bytes),
      (error) => error instanceof MsgpackError && !error.truncated,
    );
});

test("headers that promise more than the bytes can hold allocate nothing", () => {
  for (const hex of ["ddffffffff", "dfffffffff", "dbffffffff", "c6ffffffff", "dcffff00"])
    assert.throws(
      () => unpackValue(fromHex(hex)),
      (error) => error instanceof MsgpackError && error.truncated,
    );
});

test("unpackValue() bounds the memory that small input can ask for", () => {
  const arrays = new Uint8Array(5 + 2_000_001).fill(0x90);
  arrays.set([0xdd, 0x00, 0x1e, 0x84, 0x81]);
  assert.throws(
    () => unpackValue(arrays),
    (error) => error instanceof MsgpackError && !error.truncated,
  );
  const numbers = new Uint8Array(5 + 2_000_001);
  numbers.set([0xdd, 0x00, 0x1e, 0x84, 0x81]);
  assert.equal((unpackValue(numbers) as number[]).length, 2_000_001);
});

test("each read refuses the other kinds", () => {
  const reader = new MsgpackReader(packValue([1]));
  for (const read of [
    "readNil",
    "readBool",
    "readInt",
    "readBigInt",
    "readFloat",
    "readRaw",
    "readText",
    "readMapHeader",
  ] as const)
    assert.throws(
      () => reader[read](),
      (error) => error instanceof MsgpackError && !error.truncated,
      read,
    );
  assert.equal(reader.readArrayHeader(), 1);
  assert.throws(() => reader.readArrayHeader(), MsgpackError);
});

test("readRaw() is a plain view of the data, also of a Buffer", () => {
  const data = Buffer.from(packValue("abc"));
  const raw = new MsgpackReader(data).readRaw();
  assert.equal(raw.constructor, Uint8Array);
  data[1] = 0x7a;
  assert.equal(Buffer.from(raw).toString(), "zbc");
});

test("readKey() gives equal texts for equal bytes whatever came before", () => {
  const texts = ["path", "p\udcffth", "pÿth", "", "x".repeat(40), "\u0000path"];
  for (let round = 0; round < 3; round++)
    for (const text of texts) assert.equal(new MsgpackReader(packValue(text)).readKey(), text);
});

test("the writer grows, gives views and copies, and starts over", () => {
  const writer = new MsgpackWriter(1);
  writer.writeArrayHeader(2);
  writer.writeRaw(new Uint8Array(1000).fill(1));
  writer.writePacked(packValue("äö"));
  const copy = writer.toBytes();
  assert.deepEqual(writer.view(), copy);
  assert.deepEqual(unpackValue(copy), [new Uint8Array(1000).fill(1), new Uint8Array(Buffer.from("äö"))]);
  writer.reset();
  writer.writeBool(true);
  assert.equal(writer.length, 1);
  assert.equal(copy.length, 1 + 3 + 1000 + 5);
});
