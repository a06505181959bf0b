import { decodeItem, encodeItem, ItemStreamReader, ItemStreamWriter } from "@coffer/format/archive";
import type { Item } from "@coffer/format/archive";
import { equalBytes, MsgpackError, MsgpackReader, MsgpackWriter } from "@coffer/format/bytes";
import type { FuzzTarget } from "./fuzz-target.ts";

const common = { uid: 0, gid: 0, user: "root", group: null, mtime: 1_700_000_000_000_000_000n };
const id = new Uint8Array(32).fill(7);

const SEEDS: readonly Item[] = [
  {
    ...common,
    path: "folder",
    mode: 0o040755,
    ctime: 5n,
    acl_access: Buffer.from("user::rwx"),
    acl_default: Buffer.from(""),
  },
  { ...common, path: "file", mode: 0o100644, chunks: [{ id, size: 3, csize: 44 }], size: 3, hardlink_master: false },
  { ...common, path: "l\udcff", mode: 0o120777, source: "target", atime: 2n ** 70n, birthtime: -1n },
  {
    ...common,
    path: "device",
    mode: 0o020600,
    rdev: 259,
    bsdflags: 1,
    xattrs: new Map([
      ["user.a", null],
      ["user.b", id],
    ]),
  },
  { ...common, path: "part", mode: 0o100644, part: 1, chunks: [], chunks_healthy: [{ id, size: 1, csize: 9 }] },
];

function packed(item: Item): Uint8Array {
  const writer = new MsgpackWriter();
  encodeItem(item, writer);
  return writer.toBytes();
}

/** The item stream of an archive. What is read must be written again, and then be the same at every further turn. */
export const target: FuzzTarget = {
  name: "items",
  seeds: () => [...SEEDS.map(packed), Buffer.concat(SEEDS.map(packed))],
  run(input) {
    const items: Item[] = [];
    try {
      const reader = new ItemStreamReader();
      const half = input.length >> 1;
      items.push(...reader.push(input.subarray(0, half)), ...reader.push(input.subarray(half)));
      reader.finish();
    } catch (error) {
      if (!(error instanceof MsgpackError)) throw error;
    }
    const chunks: Uint8Array[] = [];
    const writer = new ItemStreamWriter(0, (chunk) => chunks.push(chunk));
    for (const item of items) {
      const once = packed(item);
      const twice = packed(decodeItem(new MsgpackReader(once)));
      if (!equalBytes(once, twice)) throw new Error("an item changes when it is written again");
      writer.add(item);
    }
    writer.flush();
  },
};
