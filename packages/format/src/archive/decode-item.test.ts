import assert from "node:assert/strict";
import { test } from "node:test";
import { fromHex, MsgpackReader, MsgpackWriter, toHex } from "../bytes/index.ts";
import { loadVectors } from "@coffer/testkit/spec";
import { decodeItem } from "./decode-item.ts";
import { encodeItem } from "./encode-item.ts";

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
