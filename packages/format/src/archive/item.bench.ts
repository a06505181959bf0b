/** Items per second of the codec, for an item like those of a tree of small files. */
import { MsgpackReader, MsgpackWriter } from "../bytes/index.ts";
import { decodeItem } from "./decode-item.ts";
import { encodeItem } from "./encode-item.ts";
import type { Item } from "./item.ts";

const COUNT = 200_000;

function itemNumber(n: number): Item {
  return {
    path: `home/user/project/folder-${n % 100}/file-${n}.txt`,
    mode: 0o100644,
    uid: 1000,
    gid: 1000,
    user: "user",
    group: "user",
    mtime: 1_700_000_000_123_456_789n + BigInt(n),
    ctime: 1_700_000_000_123_456_789n + BigInt(n),
    size: 4096,
    chunks: [{ id: new Uint8Array(32).fill(n), size: 4096, csize: 4200 }],
    hardlink_master: false,
  };
}

const items = Array.from({ length: COUNT }, (_, n) => itemNumber(n));
for (let round = 0; round < 3; round++) {
  const writer = new MsgpackWriter();
  let start = performance.now();
  for (const item of items) encodeItem(item, writer);
  report("encodeItem", start);
  const reader = new MsgpackReader(writer.toBytes());
  start = performance.now();
  while (!reader.atEnd) decodeItem(reader);
  report("decodeItem", start);
}

function report(name: string, start: number): void {
  const seconds = (performance.now() - start) / 1000;
  console.log(`${name}: ${Math.round(COUNT / seconds / 1000)} thousand items a second`);
}
