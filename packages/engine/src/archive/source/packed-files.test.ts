import assert from "node:assert/strict";
import { test } from "node:test";
import { concatBytes, MsgpackReader, MsgpackWriter } from "@coffer/format/bytes";
import { decodeItem } from "@coffer/format/archive";
import fc from "fast-check";
import { FilePacker, PackedFile } from "./packed-files.ts";
import type { WalkEntry } from "./walk-event.ts";

const time = fc.bigInt({ min: 0n, max: 2n ** 62n });
const anyEntry: fc.Arbitrary<WalkEntry> = fc
  .record({
    path: fc.string({ minLength: 1, unit: fc.constantFrom("a", "/", "\u00e4", "\udcff") }),
    size: fc.maxSafeNat(),
    ino: fc.oneof(fc.maxSafeNat(), fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n })),
    mtime: time,
    ctime: time,
    nlink: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ path, size, ino, mtime, ctime, nlink }) => ({
    type: "item",
    path,
    item: {
      path: `stored/${path}`,
      mode: 0o100644,
      uid: 1,
      gid: 2,
      user: "me",
      group: null,
      mtime,
      ctime,
      hardlink_master: nlink > 1,
    },
    stat: { mode: 0o100644, uid: 1, gid: 2, size, ino, dev: 7, rdev: 0, nlink, mtime, ctime, atime: 0n, bsdflags: 0 },
    kind: "file",
    status: undefined,
    nameLength: 1,
    follow: false,
  }));

test("a packed file says what its entry said, also on another thread", () => {
  fc.assert(
    fc.property(fc.array(anyEntry, { maxLength: 5 }), (entries) => {
      const packer = new FilePacker(5);
      for (const entry of entries) packer.add(structuredClone(entry));
      assert.equal(packer.isFull, entries.length === 5);
      const files = structuredClone(packer.finish());
      entries.forEach(({ path, stat, item, nameLength }, index) => {
        const file = new PackedFile(files, index);
        const { size, ino, dev, mtime, ctime } = file;
        assert.deepEqual(
          { path: file.path, nameLength: file.nameLength, size, ino, dev, mtime, ctime },
          { path, nameLength, size: stat.size, ino: BigInt(stat.ino), dev: 7, mtime: stat.mtime, ctime: stat.ctime },
        );
        assert.deepEqual(file.unpackItem(), { ...item, size: stat.size, chunks: [] });
      });
    }),
  );
});

test("chunks fit between the two halves of a packed item", () => {
  const [entry] = fc.sample(anyEntry, 1);
  assert.ok(entry !== undefined);
  const packer = new FilePacker(1);
  packer.add(entry);
  const file = new PackedFile(packer.finish(), 0);
  const chunks = new MsgpackWriter();
  chunks.writeArrayHeader(1);
  chunks.writeArrayHeader(3);
  chunks.writeRaw(new Uint8Array(32).fill(9));
  chunks.writeInt(5);
  chunks.writeInt(6);
  const whole = concatBytes(file.itemHead, chunks.toBytes(), file.itemTail);
  const reader = new MsgpackReader(whole);
  assert.deepEqual(decodeItem(reader).chunks, [{ id: new Uint8Array(32).fill(9), size: 5, csize: 6 }]);
  assert.ok(reader.atEnd);
});
