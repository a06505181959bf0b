import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { loadVectors } from "@coffer/testkit/spec";
import { concatBytes, MsgpackError, MsgpackWriter, textToBytes } from "../bytes/index.ts";
import { encodeItem } from "./encode-item.ts";
import { decodeItems, decodeItemsAsync, ItemStreamReader, PACKED_ITEM_SIZE_MAX } from "./item-stream-reader.ts";
import { ItemStreamWriter } from "./item-stream-writer.ts";
import type { Item } from "./item.ts";

interface Stream {
  seed: number;
  count: number;
  extra: number;
  total: number;
  sha256: string;
  sizes: number[];
}

const { item_streams } = loadVectors<{ item_streams: Stream[] }>("objects");

function itemNumber(n: number, extra: number): Item {
  return {
    path: `dir/file-${String(n).padStart(7, "0")}${"x".repeat(extra)}`,
    mode: 0o100644,
    uid: n % 7,
    gid: 0,
    user: "root",
    group: "root",
    mtime: 1_700_000_000_000_000_000n + BigInt(n),
    size: n,
    chunks: [{ id: createHash("sha256").update(String(n)).digest(), size: n, csize: n + 41 }],
  };
}

for (const { seed, count, extra, total, sha256, sizes } of item_streams) {
  test(`ItemStreamWriter cuts ${count} items where borg cuts them`, () => {
    const chunks: Uint8Array[] = [];
    const writer = new ItemStreamWriter(seed, (chunk) => chunks.push(chunk));
    for (let n = 0; n < count; n++) {
      if (n % 2 === 0) writer.add(itemNumber(n, extra));
      else writer.addPacked(packed(itemNumber(n, extra)));
    }
    writer.flush();
    writer.flush();
    assert.deepEqual(
      chunks.map((chunk) => chunk.length),
      sizes,
    );
    const stream = concatBytes(...chunks);
    assert.equal(stream.length, total);
    assert.equal(createHash("sha256").update(stream).digest("hex"), sha256);
    let n = 0;
    for (const item of decodeItems(chunks)) {
      assert.equal(item.size, n);
      n++;
    }
    assert.equal(n, count);
  });
}

function packed(item: Item): Uint8Array {
  const writer = new MsgpackWriter();
  encodeItem(item, writer);
  return writer.toBytes();
}

test("ItemStreamReader gives items wherever the chunks are cut", async () => {
  const items = [itemNumber(1, 0), itemNumber(2, 3), itemNumber(3, 500)];
  const stream = concatBytes(...items.map(packed));
  for (let cut = 0; cut <= stream.length; cut += 7) {
    const chunks = [stream.subarray(0, cut), stream.subarray(cut)];
    assert.deepEqual(
      [...decodeItems(chunks)].map((item) => item.path),
      items.map((item) => item.path),
    );
  }
  async function* bytewise(): AsyncGenerator<Uint8Array> {
    for (const byte of stream) yield Uint8Array.of(byte);
  }
  let count = 0;
  for await (const item of decodeItemsAsync(bytewise())) assert.equal(item.path, items[count++]?.path);
  assert.equal(count, 3);
});

test("ItemStreamReader refuses a stream that ends inside an item, or is damaged", () => {
  const bytes = packed(itemNumber(1, 0));
  assert.throws(
    () => [...decodeItems([bytes.subarray(0, -1)])],
    (error) => error instanceof MsgpackError && error.truncated,
  );
  assert.throws(() => new ItemStreamReader().push(textToBytes("no item")), MsgpackError);
  assert.throws(() => new ItemStreamReader().push(concatBytes(bytes, Uint8Array.of(0xc1))), MsgpackError);
});

test("ItemStreamReader does not wait for an item without end", () => {
  const reader = new ItemStreamReader();
  const endless = Uint8Array.from([0x81, 0xa4, 0x70, 0x61, 0x74, 0x68, 0xdb, 0xff, 0xff, 0xff, 0xff]);
  reader.push(endless);
  assert.throws(() => reader.push(new Uint8Array(PACKED_ITEM_SIZE_MAX)), /too long/);
});
