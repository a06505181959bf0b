import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { encodeItem } from "@coffer/format/archive";
import type { Item, ItemChunk } from "@coffer/format/archive";
import { MsgpackWriter, toHex } from "@coffer/format/bytes";
import { IntegrityError } from "@coffer/format/errors";
import { ReferenceScanner } from "./references.ts";

type Reference = [id: string, size: number, csize: number, isPart: boolean];

const chunk: fc.Arbitrary<ItemChunk> = fc.record({
  id: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  size: fc.integer({ min: 0, max: 0xffff_ffff }),
  csize: fc.integer({ min: 0, max: 0xffff_ffff }),
});

const item: fc.Arbitrary<Item> = fc
  .record({
    path: fc.string({ maxLength: 300 }),
    chunks: fc.option(fc.array(chunk, { maxLength: 20 }), { nil: undefined }),
    part: fc.option(fc.integer({ min: 1, max: 300 }), { nil: undefined }),
    xattrs: fc.dictionary(fc.string({ maxLength: 9 }), fc.uint8Array({ maxLength: 40 }), { maxKeys: 3 }),
  })
  .map(({ path, chunks, part, xattrs }) => ({
    path,
    mode: 0o100644,
    uid: 0,
    gid: 0,
    user: "root",
    group: null,
    mtime: 1700000000111222333n,
    xattrs: new Map(Object.entries(xattrs)),
    ...(chunks === undefined ? {} : { chunks }),
    ...(part === undefined ? {} : { part }),
  }));

function pack(items: readonly Item[]): Uint8Array {
  const writer = new MsgpackWriter();
  for (const one of items) encodeItem(one, writer);
  return writer.toBytes();
}

function scan(pieces: readonly Uint8Array[]): { references: Reference[]; scanner: ReferenceScanner } {
  const references: Reference[] = [];
  const scanner = new ReferenceScanner((id, size, csize, isPart) => references.push([toHex(id), size, csize, isPart]));
  for (const piece of pieces) scanner.feed(piece);
  return { references, scanner };
}

test("ReferenceScanner finds every reference once, however the stream is cut", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 10 });
  fc.assert(
    fc.property(fc.array(item, { maxLength: 12 }), sizes, (items, sizes) => {
      const stream = pack(items);
      const pieces: Uint8Array[] = [];
      for (let at = 0, n = 0; at < stream.length; n += 1) {
        const size = sizes[n % sizes.length] ?? 1;
        pieces.push(stream.slice(at, at + size));
        at += size;
      }
      const { references, scanner } = scan(pieces);
      scanner.finish();
      const expected = items.flatMap(({ chunks, part }) =>
        (chunks ?? []).map(({ id, size, csize }): Reference => [toHex(id), size, csize, part !== undefined]),
      );
      assert.deepEqual(references, expected);
      const files = items.filter(({ chunks }) => chunks !== undefined);
      const parts = files.filter(({ part }) => part !== undefined);
      const sum = (some: Item[], field: "size" | "csize"): number =>
        some.flatMap(({ chunks }) => chunks ?? []).reduce((total, one) => total + one[field], 0);
      assert.deepEqual(scanner.totals, {
        nfiles: files.length,
        size: sum(files, "size"),
        csize: sum(files, "csize"),
        nfiles_parts: parts.length,
        size_parts: sum(parts, "size"),
        csize_parts: sum(parts, "csize"),
      });
    }),
    { numRuns: 60 },
  );
});

test("ReferenceScanner refuses what is no item stream, and one that ends too early", () => {
  const stream = pack([fc.sample(item, 1)[0] as Item]);
  assert.throws(() => scan([Uint8Array.of(0xc1)]), IntegrityError);
  assert.throws(() => scan([Uint8Array.of(0x93, 1, 2, 3)]), IntegrityError);
  assert.throws(() => scan([stream.subarray(0, -1)]).scanner.finish(), IntegrityError);
});
