import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { toHex } from "@coffer/format/bytes";
import { FileTable } from "./file-table.ts";
import { encodeFilesCache, FilesCacheDecoder } from "./files-cache-codec.ts";

interface Model {
  age: number;
  inode: bigint;
  size: bigint;
  cmtime: bigint;
  ids: string;
}

function hash(n: number): Uint8Array {
  // Few distinct first words, so that probing has to walk.
  const bytes = new Uint8Array(32);
  bytes[0] = n % 3;
  bytes[31] = n;
  return bytes;
}

function assertEqual(table: FileTable, model: Map<number, Model>): void {
  assert.equal(table.count, model.size);
  let visited = 0;
  table.forEach(() => (visited += 1));
  assert.equal(visited, model.size);
  for (let n = 0; n < 64; n += 1) {
    const place = table.find(hash(n));
    const known = model.get(n);
    assert.equal(place === -1, known === undefined);
    if (known === undefined) continue;
    assert.deepEqual(
      {
        age: table.age(place),
        inode: table.inode(place),
        size: BigInt(table.size(place)),
        cmtime: table.cmtime(place),
        ids: toHex(table.chunkIds(place)),
      },
      known,
    );
  }
}

test("FileTable and its codec agree with a Map", () => {
  const operation = fc.record({
    n: fc.integer({ min: 0, max: 63 }),
    touch: fc.boolean(),
    age: fc.integer({ min: 0, max: 300 }),
    inode: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
    size: fc.bigInt({ min: 0n, max: (1n << 53n) - 1n }),
    cmtime: fc.bigInt({ min: -(1n << 62n), max: (1n << 62n) - 1n }),
    chunks: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constantFrom(1, 15, 16, 300)),
  });
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 200 }), fc.integer({ min: 1, max: 5000 }), (operations, pieceSize) => {
      const table = new FileTable(0);
      const model = new Map<number, Model>();
      for (const { n, touch, age, inode, size, cmtime, chunks } of operations) {
        const known = model.get(n);
        if (touch && known !== undefined) {
          table.touch(table.find(hash(n)), inode);
          model.set(n, { ...known, age: 0, inode });
          continue;
        }
        const ids = new Uint8Array(chunks * 32).fill(n);
        table.set(hash(n), { age, inode, size, cmtime }, ids);
        model.set(n, { age, inode, size, cmtime, ids: toHex(ids) });
      }
      assertEqual(table, model);

      const pieces: Uint8Array[] = [];
      const written = encodeFilesCache(
        table,
        () => true,
        (piece) => pieces.push(piece.slice()),
      );
      assert.equal(written, model.size);
      const bytes = Buffer.concat(pieces);
      const loaded = new FileTable(0);
      const decoder = new FilesCacheDecoder(loaded);
      for (let at = 0; at < bytes.length; at += pieceSize) decoder.feed(bytes.subarray(at, at + pieceSize));
      decoder.finish();
      for (const [n, known] of model) model.set(n, { ...known, age: known.age + 1 });
      assertEqual(loaded, model);
    }),
    { numRuns: 150 },
  );
});
