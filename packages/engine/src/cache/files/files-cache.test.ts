import assert from "node:assert/strict";
import test from "node:test";
import { fromHex, toHex } from "@coffer/format/bytes";
import { loadVectors } from "@coffer/testkit/spec";
import { FileTable } from "./file-table.ts";
import { FilesCacheDecoder, FilesCacheInvalid } from "./files-cache-codec.ts";
import { FilesCache } from "./files-cache.ts";
import type { CachedStat } from "./files-cache.ts";

interface FilesCacheVectors {
  records: {
    path_hash: string;
    age: number;
    inode: number;
    size: number;
    cmtime: string;
    chunk_ids: string[];
    packed: string;
  }[];
}

const vectors = loadVectors<FilesCacheVectors>("filescache");

function decode(...pieces: Uint8Array[]): FileTable {
  const table = new FileTable(0);
  const decoder = new FilesCacheDecoder(table);
  for (const piece of pieces) decoder.feed(piece);
  decoder.finish();
  return table;
}

function encode(cache: FilesCache, ttl: number): Uint8Array {
  const pieces: Uint8Array[] = [];
  cache.encode(ttl, (piece) => pieces.push(piece.slice()));
  return Buffer.concat(pieces);
}

function id(seed: number): Uint8Array {
  const bytes = new Uint8Array(32);
  new DataView(bytes.buffer).setUint32(0, seed);
  return bytes;
}

function stat(changes: Partial<CachedStat> = {}): CachedStat {
  return { size: 42, ino: 1234567n, mtime: 1600000000000000000n, ctime: 1700000000111222333n, ...changes };
}

test("decoder reads Borg's records, each a backup older", () => {
  for (const record of vectors.records) {
    const table = decode(fromHex(record.packed));
    const place = table.find(fromHex(record.path_hash));
    assert.notEqual(place, -1);
    assert.equal(table.age(place), record.age + 1);
    assert.equal(table.inode(place), BigInt(record.inode));
    assert.equal(table.size(place), record.size);
    assert.equal(table.cmtime(place), BigInt(record.cmtime));
    assert.equal(toHex(table.chunkIds(place)), record.chunk_ids.join(""));
  }
});

test("encode() writes Borg's records byte for byte", () => {
  for (const record of vectors.records) {
    const cache = new FilesCache();
    const ids = fromHex(record.chunk_ids.join(""));
    const facts = stat({ size: record.size, ino: BigInt(record.inode), ctime: BigInt(record.cmtime) });
    cache.memorize(fromHex(record.path_hash), facts, "cis", ids);
    cache.memorize(id(1), stat({ ctime: BigInt(record.cmtime) + 1n }), "cis", ids);
    assert.equal(toHex(encode(cache, 20)), record.packed);
  }
});

test("decoder takes records cut anywhere, and drops a cut last one", () => {
  const record = vectors.records[0];
  assert.ok(record);
  const packed = fromHex(record.packed);
  const twice = new Uint8Array(packed.length * 2);
  twice.set(packed);
  twice.set(packed, packed.length);
  twice[packed.length + 5] = 0xbb;
  for (let cut = 0; cut <= twice.length; cut += 1) {
    assert.equal(decode(twice.subarray(0, cut), twice.subarray(cut)).count, 2);
    assert.equal(decode(twice.subarray(0, cut)).count, Math.floor(cut / packed.length));
  }
});

test("decoder refuses what is no files cache", () => {
  for (const hex of ["00", "93", "92a0", "92da0021", "92da0020" + "00".repeat(32) + "94", "ff"]) {
    assert.throws(() => decode(fromHex(hex)), FilesCacheInvalid, hex);
  }
});

test("lookup() compares what the mode names, and no more", () => {
  const differences: [string, Partial<CachedStat>][] = [
    ["s", { size: 43 }],
    ["i", { ino: 7n }],
    ["c", { ctime: 1n }],
    ["m", { mtime: 1n }],
  ];
  for (const mode of ["cis", "ims", "cs", "ms", "s"]) {
    for (const [letter, change] of differences) {
      const cache = new FilesCache();
      cache.memorize(id(1), stat(), mode, id(2));
      const found = cache.lookup(id(1), stat(change), mode);
      assert.equal(found.known, true);
      assert.equal(found.chunkIds === undefined, mode.includes(letter), `${mode} with other ${letter}`);
    }
  }
  const cache = new FilesCache();
  cache.memorize(id(1), stat(), "cr", id(2));
  assert.deepEqual(cache.lookup(id(1), stat(), "cr"), { known: false, chunkIds: undefined });
  assert.deepEqual(cache.lookup(id(3), stat(), "cis"), { known: false, chunkIds: undefined });
});

test("encode() keeps files of this backup below the newest time, older ones below the TTL", () => {
  const cache = new FilesCache();
  cache.memorize(id(1), stat({ ctime: 10n }), "cis", id(2));
  cache.memorize(id(3), stat({ ctime: 20n }), "cis", id(2));
  cache.memorize(id(4), stat({ ctime: 20n }), "cis", id(2));
  const loaded = decode(encode(cache, 20));
  assert.equal(loaded.count, 1);
  // Seen again, nothing read: the bound is open.
  const second = new FilesCache(loaded);
  assert.equal(second.lookup(id(1), stat({ ctime: 10n }), "cis").known, true);
  assert.equal(decode(encode(second, 20)).count, 1);
  // Not seen: lives until its age reaches the TTL.
  let bytes = encode(second, 20);
  for (let age = 1; age < 3; age += 1) {
    bytes = encode(new FilesCache(decode(bytes)), 3);
    assert.equal(decode(bytes).count, 1);
  }
  assert.equal(encode(new FilesCache(decode(bytes)), 3).length, 0);
});

test("memorize() clamps times as Borg does", () => {
  const cache = new FilesCache();
  cache.memorize(id(1), stat({ ctime: -5n }), "cis", id(2));
  cache.memorize(id(2), stat({ ctime: 9223372036854775807n }), "cis", id(2));
  assert.equal(cache.lookup(id(1), stat({ ctime: 0n }), "cis").chunkIds?.length, 32);
  assert.equal(cache.lookup(id(2), stat({ ctime: 2147310847000000000n }), "cis").chunkIds?.length, 32);
});

test("50,000 files load and save in the time of one disk seek", () => {
  const cache = new FilesCache();
  for (let i = 0; i < 50_000; i += 1) cache.memorize(id(i), stat({ ctime: BigInt(i) }), "cis", id(i));
  const bytes = encode(cache, 20);
  const start = performance.now();
  const loaded = new FilesCache(decode(bytes));
  const saved = encode(loaded, 20);
  const elapsed = performance.now() - start;
  assert.equal(loaded.count, 49_999);
  assert.equal(saved.length, bytes.length);
  // The target is 100 ms; the bound here leaves room for a busy machine.
  assert.ok(elapsed < 1000, `${elapsed.toFixed(0)} ms`);
});
