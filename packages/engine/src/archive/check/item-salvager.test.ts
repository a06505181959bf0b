import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { concatBytes, MsgpackReader, packValue } from "@coffer/format/bytes";
import { ITEM_KEYS } from "@coffer/format/archive";
import { pathOf } from "./item-outline.ts";
import { ItemSalvager } from "./item-salvager.ts";

const KEYS = new Set<string>(ITEM_KEYS);

/** A packed item; `size` bytes of padding make it as long as wanted. */
function item(path: string, size = 0): Uint8Array {
  const xattrs = new Map([["user.padding", new Uint8Array(size).fill(0x84)]]);
  return packValue(
    new Map<string, string | number | Map<string, Uint8Array>>([
      ["mode", 0o100644],
      ["mtime", 1],
      ["path", path],
      ["xattrs", xattrs],
    ]),
  );
}

/** Pushes chunks (`undefined`: a lost one) and tells paths, and problems in brackets. */
function salvage(chunks: readonly (Uint8Array | undefined)[]): string[] {
  const salvager = new ItemSalvager(KEYS);
  const seen: string[] = [];
  for (const chunk of chunks) {
    if (chunk === undefined) {
      salvager.loseTrack();
      continue;
    }
    const memory = new Uint8Array(chunk);
    const { values, reader } = salvager.push(memory);
    for (const value of values) seen.push("problem" in value ? `[${value.problem}]` : pathOf(value, reader));
    // The memory of a chunk is used again for the next one.
    memory.fill(0xc1);
  }
  return seen;
}

test("items come out whole, wherever the chunks were cut", () => {
  const paths = ["a", "b/ü", "c", "d", "e"];
  const stream = concatBytes(...paths.map((path, index) => item(path, index * 40)));
  fc.assert(
    fc.property(fc.array(fc.nat(stream.length), { maxLength: 12 }), (cuts) => {
      const places = [0, ...cuts.toSorted((a, b) => a - b), stream.length];
      const chunks = places.slice(1).map((end, index) => stream.subarray(places[index], end));
      assert.deepEqual(salvage(chunks), paths);
    }),
  );
});

test("after a lost chunk the next whole item is found, byte by byte", () => {
  const [a, b, c, d] = [item("a", 30), item("b", 30), item("c", 30), item("d", 30)];
  assert.deepEqual(salvage([a, undefined, concatBytes(b.subarray(9), c, d)]), ["a", "c", "d"]);
  assert.deepEqual(salvage([undefined, concatBytes(c, d)]), ["c", "d"]);
});

test("the item after a lost chunk may span chunks itself", () => {
  const [b, c, d] = [item("b", 30), item("c", 300), item("d")];
  const rest = concatBytes(b.subarray(20), c, d);
  for (let cut = 1; cut < rest.length; cut++) {
    assert.deepEqual(salvage([undefined, rest.subarray(0, cut), rest.subarray(cut)]), ["c", "d"], `cut at ${cut}`);
  }
});

test("a map that claims more than there is does not hide the items behind it", () => {
  const trap = Uint8Array.of(0x82, 0xa4, 0x70, 0x61, 0x74, 0x68, 0xdb, 0x7f, 0xff, 0xff, 0xff);
  assert.deepEqual(salvage([undefined, concatBytes(trap, item("a"), item("b"))]), ["a", "b"]);
});

test("bytes that are no msgpack end the chunk, and the next one is searched", () => {
  const bad = Uint8Array.of(0xc1, 0xc1);
  assert.deepEqual(salvage([concatBytes(item("a"), bad, item("lost")), concatBytes(Uint8Array.of(1, 2), item("b"))]), [
    "a",
    "[Unpacker crashed while unpacking item metadata, trying to resync...]",
    "b",
  ]);
});

test("values that are no items are told and passed over", () => {
  const noItem = "Did not get expected metadata dict when unpacking item metadata";
  const strange = packValue(
    new Map<string, string | number>([
      ["mtime", 1],
      ["path", "x"],
      ["virus", 1],
    ]),
  );
  const bare = packValue(new Map<string, string | number>([["mode", 1]]));
  assert.deepEqual(salvage([concatBytes(packValue(7), strange, bare, item("a"))]), [
    `[${noItem} (not a dictionary)]`,
    `[${noItem} (invalid keys: virus)]`,
    `[${noItem} (missing required keys: path, mtime)]`,
    "a",
  ]);
});

test("Attic's meaningless key is no fault", () => {
  const packed = packValue(
    new Map<string, string | number>([
      ["acl", 1],
      ["mtime", 1],
      ["path", "x"],
    ]),
  );
  const { values } = new ItemSalvager(KEYS).push(packed);
  assert.equal(values.length, 1);
  assert.ok("hasAtticAcl" in (values[0] ?? {}) && (values[0] as { hasAtticAcl: boolean }).hasAtticAcl);
});

test("no bytes crash the salvager, nor make it give out what is no item", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 80 }), { maxLength: 6 }), fc.boolean(), (chunks, isLost) => {
      const salvager = new ItemSalvager(KEYS);
      if (isLost) salvager.loseTrack();
      for (const chunk of chunks) {
        const { values, bytes } = salvager.push(chunk);
        for (const value of values) {
          if ("problem" in value) continue;
          assert.equal(new MsgpackReader(bytes, value.start).peek(), "map");
          assert.ok(value.end <= bytes.length);
        }
      }
    }),
  );
});
