import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { bytesToText, concatBytes, MsgpackReader, MsgpackWriter } from "../bytes/index.ts";
import { decodeItem } from "./decode-item.ts";
import { encodeChunks, encodeItem, encodeItemAroundChunks } from "./encode-item.ts";
import { decodeItems } from "./item-stream-reader.ts";
import type { Item } from "./item.ts";

const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => new Uint8Array(array));
const text = bytes.map((raw) => bytesToText(raw));
const chunk = fc.record(
  {
    id: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((array) => new Uint8Array(array)),
    size: fc.nat(),
    csize: fc.nat(),
  },
  { noNullPrototype: true },
);
const time = fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n });
const value = fc.option(bytes.filter((raw) => raw.length > 0));

/** Items of every shape: each optional field is there or not. */
const anyItem: fc.Arbitrary<Item> = fc.record(
  {
    path: text,
    mode: fc.nat({ max: 0o177777 }),
    uid: fc.integer({ min: -1, max: 2 ** 32 }),
    gid: fc.integer({ min: -1, max: 2 ** 32 }),
    user: fc.option(text),
    group: fc.option(text),
    mtime: time,
    atime: time,
    ctime: time,
    birthtime: time,
    size: fc.maxSafeNat(),
    chunks: fc.array(chunk, { maxLength: 4 }),
    chunks_healthy: fc.array(chunk, { maxLength: 4 }),
    hardlink_master: fc.boolean(),
    source: text,
    rdev: fc.maxSafeNat(),
    xattrs: fc.array(fc.tuple(text, value), { maxLength: 4 }).map((entries) => new Map(entries)),
    acl_access: bytes,
    acl_default: bytes,
    bsdflags: fc.nat(),
    part: fc.nat(),
  },
  { noNullPrototype: true, requiredKeys: ["path", "mode", "uid", "gid", "user", "group", "mtime"] },
);

function packed(item: Item): Uint8Array {
  const writer = new MsgpackWriter();
  encodeItem(item, writer);
  return writer.toBytes();
}

test("decodeItem() gives back whatever encodeItem() packed", () => {
  fc.assert(
    fc.property(anyItem, (item) => {
      const reader = new MsgpackReader(packed(item));
      const again = decodeItem(reader);
      assert.ok(reader.atEnd);
      assert.deepEqual(again, item);
      assert.deepEqual(packed(again), packed(item));
    }),
  );
});

test("encodeItemAroundChunks() and the chunks are what encodeItem() packs", () => {
  fc.assert(
    fc.property(anyItem, fc.array(chunk, { maxLength: 20 }), (item, chunks) => {
      const around = new MsgpackWriter();
      around.writeInt(1);
      const place = encodeItemAroundChunks(item, around) + 1;
      const list = new MsgpackWriter();
      encodeChunks(chunks, list);
      const bytes = around.toBytes();
      const whole = concatBytes(bytes.subarray(1, place), list.toBytes(), bytes.subarray(place));
      assert.deepEqual(whole, packed({ ...item, chunks }));
    }),
  );
});

test("decodeItems() gives the same items however the stream is cut", () => {
  fc.assert(
    fc.property(fc.array(anyItem, { maxLength: 5 }), fc.array(fc.nat({ max: 60 })), (items, sizes) => {
      let stream = concatBytes(...items.map(packed));
      const chunks: Uint8Array[] = [];
      for (const size of sizes) {
        chunks.push(stream.subarray(0, size));
        stream = stream.subarray(size);
      }
      assert.deepEqual([...decodeItems([...chunks, stream])], items);
    }),
  );
});
