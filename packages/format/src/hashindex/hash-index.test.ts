import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { inflateSync } from "node:zlib";
import { loadVectors } from "@coffer/testkit/spec";
import { fromHex, toHex } from "../bytes/index.ts";
import { IntegrityError } from "../errors/index.ts";
import { ChunkIndex, CompactChunkIndex, RepositoryIndex } from "./index.ts";
import { allocateImage } from "./image.ts";

interface IndexVector {
  note: string;
  length?: number;
  sha256?: string;
  header_hex?: string;
  zlib_base64?: string;
  nonempty_buckets?: Record<string, string>;
  operations?: ["set" | "delete" | "get", string, [number, number]?][];
  count?: number;
  capacity?: number;
  num_buckets?: number;
  usable?: number;
  num_buckets_usable?: number;
}

const vectors = loadVectors<{ indexes: IndexVector[] }>("hashindex").indexes;

function vector(start: string): IndexVector {
  const found = vectors.find(({ note }) => note.startsWith(start));
  assert(found, `no vector "${start}"`);
  return found;
}

function sha256(bytes: Uint8Array | string): Uint8Array {
  return new Uint8Array(createHash("sha256").update(bytes).digest());
}

function image({ zlib_base64 = "" }: IndexVector): Uint8Array {
  return new Uint8Array(inflateSync(Buffer.from(zlib_base64, "base64")));
}

function numberedId(n: number): Uint8Array {
  return sha256(`key${n}`);
}

function assertImage(bytes: Uint8Array, expected: IndexVector): void {
  assert.equal(bytes.length, expected.length);
  assert.equal(toHex(bytes.subarray(0, 18)), expected.header_hex);
  assert.equal(toHex(sha256(bytes)), expected.sha256);
}

describe("RepositoryIndex as Borg's", () => {
  for (const item of vectors.filter(({ operations }) => operations)) {
    test(item.note, () => {
      const index = new RepositoryIndex();
      for (const [operation, hex, value] of item.operations ?? []) {
        const id = fromHex(hex);
        if (operation === "set") index.set(id, value?.[0] ?? -1, value?.[1] ?? -1);
        else if (operation === "delete") assert.equal(index.delete(id), true);
        else {
          const bucket = index.find(id);
          assert.deepEqual([index.segmentAt(bucket), index.offsetAt(bucket)], value);
        }
      }
      assertImage(index.bytes(), item);
      assert.deepEqual(index.bytes(), image(item));
      for (const [bucket, hex] of Object.entries(item.nonempty_buckets ?? {})) {
        const at = 18 + Number(bucket) * 40;
        assert.equal(toHex(index.bytes().subarray(at, at + 40)), hex);
      }
      const again = RepositoryIndex.read(image(item));
      assert.deepEqual([...again.entries()], [...index.entries()]);
    });
  }

  for (const item of vectors.filter(({ count }) => count !== undefined)) {
    test(`${item.note} (${item.count})`, () => {
      const index = new RepositoryIndex();
      const count = item.count ?? 0;
      for (let n = 0; n < count; n++) index.set(numberedId(n), n, n + 8);
      assertImage(index.bytes(), item);
      for (let n = 0; n < count; n++) {
        const bucket = index.find(numberedId(n));
        assert.equal(index.segmentAt(bucket), n);
        assert.deepEqual(index.idAt(bucket), numberedId(n));
      }
    });
  }

  test("shrinks while entries are deleted", () => {
    const index = new RepositoryIndex();
    for (let n = 0; n < 3000; n++) index.set(numberedId(n), n, n + 8);
    for (let n = 0; n < 3000; n++) if (n % 50 !== 0) index.delete(numberedId(n));
    assertImage(index.bytes(), vector("shrink"));
    assert.equal(index.count, 60);
  });

  test("begins with the smallest table that is large enough", () => {
    for (const item of vectors.filter(({ usable }) => usable !== undefined)) {
      assert.equal(RepositoryIndex.withUsable(item.usable ?? 0).bucketCount, item.num_buckets_usable);
    }
  });
});

describe("ChunkIndex as Borg's", () => {
  const full = vector("ChunkIndex");
  const compact = vector("the same after compact()");

  test("counts references", () => {
    const index = ChunkIndex.read(image(full));
    const counts = [0, 1, 2, 3].map((n) => index.refcountAt(index.find(numberedId(n))));
    index.decrementAt(index.find(numberedId(0)));
    index.incrementAt(index.find(numberedId(3)));
    const again = new ChunkIndex();
    for (let n = 0; n < 4; n++) {
      const bucket = index.find(numberedId(n));
      again.set(numberedId(n), index.refcountAt(bucket), index.sizeAt(bucket), index.csizeAt(bucket));
    }
    again.incrementAt(again.find(numberedId(0)));
    again.decrementAt(again.find(numberedId(3)));
    assertImage(again.bytes(), full);
    assert.deepEqual(
      [0, 1, 2, 3].map((n) => again.refcountAt(again.find(numberedId(n)))),
      counts,
    );
  });

  test("compactBytes() keeps the used buckets in table order", () => {
    assertImage(ChunkIndex.read(image(full)).compactBytes(), compact);
    assert.deepEqual(ChunkIndex.read(image(full)).compactBytes(), image(compact));
  });

  test("merge() takes a compact table", () => {
    const index = ChunkIndex.read(image(full));
    const before = index.summarize();
    index.merge(CompactChunkIndex.read(image(compact)));
    const after = index.summarize();
    assert.equal(after.chunks, before.chunks * 2);
    assert.equal(after.size, before.size * 2);
    assert.equal(after.unique_csize, before.unique_csize);
  });

  test("statsAgainst() counts as unique what nobody else refers to", () => {
    const mine = new ChunkIndex();
    const all = new ChunkIndex();
    mine.set(numberedId(1), 1, 100, 10);
    mine.set(numberedId(2), 2, 200, 20);
    all.merge(mine);
    all.add(numberedId(2), 1, 200, 20);
    all.add(numberedId(3), 1, 400, 40);
    assert.deepEqual(mine.statsAgainst(all), {
      chunks: 3,
      size: 500,
      csize: 50,
      unique_chunks: 1,
      unique_size: 100,
      unique_csize: 10,
    });
  });

  test("a saturated count stays", () => {
    const index = new ChunkIndex();
    const max = 4294966271;
    const bucket = index.set(numberedId(1), max - 1, 1, 1);
    assert.equal(index.incrementAt(bucket), max);
    assert.equal(index.incrementAt(bucket), max);
    assert.equal(index.decrementAt(bucket), max);
    index.add(numberedId(1), 7, 1, 1);
    assert.equal(index.refcountAt(index.find(numberedId(1))), max);
  });
});

describe("read() refuses", () => {
  const sound = image(vector("three entries"));

  function damaged(change: (bytes: Uint8Array, view: DataView) => void): Uint8Array {
    const bytes = sound.slice();
    change(bytes, new DataView(bytes.buffer));
    return bytes;
  }

  const cases: Record<string, Uint8Array> = {
    nothing: new Uint8Array(0),
    "half a header": sound.subarray(0, 17),
    "a header alone": sound.subarray(0, 18),
    "a cut file": sound.subarray(0, -1),
    "a longer file": Uint8Array.of(...sound, 0),
    "Borg 2's magic": damaged((bytes) => bytes.set([0x42, 0x4f, 0x52, 0x47, 0x32], 0)),
    "no buckets": damaged((_, view) => view.setInt32(12, 0, true)).subarray(0, 18),
    "negative buckets": damaged((_, view) => view.setInt32(12, -1, true)),
    "more entries than buckets": damaged((_, view) => view.setInt32(8, 1032, true)),
    "negative entries": damaged((_, view) => view.setInt32(8, -1, true)),
    "a wrong count": damaged((_, view) => view.setInt32(8, 4, true)),
    "another key size": damaged((_, view) => view.setInt8(16, 31)),
    "another value size": damaged((_, view) => view.setInt8(17, 12)),
    "a reserved value": damaged((_, view) => view.setUint32(18 + 21 * 40 + 32, 0xffffff00, true)),
  };
  for (const [name, bytes] of Object.entries(cases)) {
    test(name, () => assert.throws(() => RepositoryIndex.read(bytes), IntegrityError));
  }
});

test("read() adopts an image from allocateImage() without a copy", () => {
  const sound = image(vector("three entries"));
  const target = allocateImage(sound.length);
  target.set(sound);
  assert.equal(RepositoryIndex.read(target).bytes().buffer, target.buffer);
});

test("read() makes room in a table without empty buckets", () => {
  const full = new RepositoryIndex();
  for (let n = 0; n < 700; n++) full.set(numberedId(n), n, 1);
  const packed = new Uint8Array(18 + 700 * 40);
  packed.set(full.bytes().subarray(0, 18));
  new DataView(packed.buffer).setInt32(12, 700, true);
  let at = 18;
  for (const bucket of full.buckets()) {
    packed.set(full.bytes().subarray(18 + bucket * 40, 58 + bucket * 40), at);
    at += 40;
  }
  const index = RepositoryIndex.read(packed);
  assert.equal(index.find(numberedId(9999)), -1);
  for (let n = 0; n < 700; n++) assert.equal(index.segmentAt(index.find(numberedId(n))), n);
});

test("a table full of tombstones is cleaned before it has no empty bucket", () => {
  const index = new RepositoryIndex();
  for (let n = 0; n < 20_000; n++) {
    index.set(numberedId(n), n, 1);
    if (n >= 5) assert.equal(index.delete(numberedId(n - 5)), true);
  }
  assert.equal(index.count, 5);
  assert.equal(index.find(numberedId(3)), -1);
  assert.equal(index.bucketCount, 1031);
});

test("compact() keeps every entry, in less memory", () => {
  const index = RepositoryIndex.withUsable(5000);
  const ids = Array.from({ length: 1000 }, (_, number) => numberedId(number));
  for (const [number, id] of ids.entries()) index.set(id, number, 2 * number);
  for (const id of ids.slice(0, 100)) index.delete(id);
  index.compact();
  assert.equal(index.count, 900);
  assert.ok(index.bucketCount < 1030, `${index.bucketCount} buckets`);
  for (const [number, id] of ids.entries()) {
    const bucket = index.find(id);
    if (number < 100) assert.equal(bucket, -1);
    else assert.deepEqual([index.segmentAt(bucket), index.offsetAt(bucket)], [number, 2 * number]);
  }
});
