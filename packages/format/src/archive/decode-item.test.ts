import assert from "node:assert/strict";
import { test } from "node:test";
import { fromHex, MsgpackError, MsgpackReader, MsgpackWriter, packValue, toHex } from "../bytes/index.ts";
import { loadVectors } from "@coffer/testkit/spec";
import { decodeItem } from "./decode-item.ts";
import type { MsgpackValue } from "../bytes/index.ts";
import { encodeItem } from "./encode-item.ts";
import { ITEM_KEYS } from "./item.ts";

interface Vectors {
  items: { note: string; packed: string }[];
}

for (const { note, packed } of loadVectors<Vectors>("objects").items) {
  test(`an item that borg packed survives: ${note}`, () => {
    const reader = new MsgpackReader(fromHex(packed));
    const item = decodeItem(reader);
    assert.ok(reader.atEnd);
    const writer = new MsgpackWriter();
    encodeItem(item, writer);
    assert.equal(toHex(writer.view()), packed);
  });
}

const required: [string, string | number][] = [
  ["mode", 0o100644],
  ["mtime", 5],
  ["path", "p"],
];

function decoded(...fields: [string, unknown][]): ReturnType<typeof decodeItem> {
  return decodeItem(new MsgpackReader(packValue(new Map(fields as [string, never][]))));
}

test("decodeItem() refuses items without path, mode or mtime, and fields of another kind", () => {
  assert.equal(decoded(...required).path, "p");
  for (const [key] of required)
    assert.throws(() => decoded(...required.filter(([name]) => name !== key)), MsgpackError);
  for (const [key, value] of [
    ["size", "x"],
    ["chunks", 1],
    ["chunks", [[new Uint8Array(32), 1]]],
    ["chunks", [[new Uint8Array(31), 1, 2]]],
    ["xattrs", []],
    ["user", 1],
    ["hardlink_master", 1],
    ["source", null],
    ["uid", 2n ** 63n],
  ] as [string, unknown][]) {
    assert.throws(() => decoded(...required, [key, value]), MsgpackError, key);
  }
});

test("decodeItem() leaves the reader where it was when the bytes end", () => {
  const whole = packValue(new Map(required));
  for (let length = 0; length < whole.length; length++) {
    const reader = new MsgpackReader(whole.subarray(0, length));
    assert.throws(
      () => decodeItem(reader),
      (error) => error instanceof MsgpackError && error.truncated,
    );
    assert.equal(reader.offset, 0);
  }
});

test("keys that we do not know survive, sorted in between", () => {
  const packed = packValue(
    new Map<string, MsgpackValue>([
      ["aaa", 7],
      ["mode", 0o100644],
      ["mtime", 5],
      ["nfs9", [1, "x"]],
      ["path", "p"],
      ["zebra", null],
    ]),
  );
  const item = decodeItem(new MsgpackReader(packed));
  assert.deepEqual([...(item.unknown?.keys() ?? [])], ["aaa", "nfs9", "zebra"]);
  const writer = new MsgpackWriter();
  encodeItem({ ...item, uid: 1, gid: 2 }, writer);
  const again = decodeItem(new MsgpackReader(writer.toBytes()));
  assert.deepEqual(again.unknown, item.unknown);
  assert.equal(again.gid, 2);
});

test("ITEM_KEYS are sorted", () => {
  assert.deepEqual([...ITEM_KEYS].sort(), ITEM_KEYS);
});
