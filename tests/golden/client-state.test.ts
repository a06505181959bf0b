import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { toHex } from "@coffer/format/bytes";
import { ChunkIndex, CompactChunkIndex } from "@coffer/format/hashindex";
import { openCache } from "@coffer/engine/cache";
import type { Cache, CacheOptions } from "@coffer/engine/cache";
import { withSession } from "@coffer/engine/commands";
import { readSample } from "@coffer/testkit/spec";
import { unpackSample } from "./sample-world.ts";
import type { SampleWorld } from "./sample-world.ts";

const ID = "c8d88b10ac25b6323b05979ff39a3f74a097e891b9acc9cd4b73705fe308d844";
const FIRST = "f49be13b014cfb42fa7fb2b14acfdbaa26fc6fd4631e08bd725d0ac1cbe58158";
const SECOND = "a9ce3f0de65268240823b6c8b736bc8e27ea414d953ae511ed667f3f7b36c030";
const READING = { exclusive: false, operations: ["read"] } as const;

async function withCache(world: SampleWorld, options: CacheOptions, work: (cache: Cache) => void | Promise<void>) {
  await withSession({ repository: world.repository }, world.ctx, READING, async (session) => {
    const cache = await openCache(session, options);
    try {
      await work(cache);
    } finally {
      await cache.close();
    }
  });
}

function cacheFolder(world: SampleWorld): string {
  return join(world.base, ".cache/borg", ID);
}

function sampleFile(sample: string, name: string): Uint8Array {
  const found = [...readSample(sample)].find(([path]) => path.endsWith(`${ID}/${name}`));
  assert.ok(found, name);
  return found[1];
}

/** Entries of an index by id, so that two of different order and size can be compared. */
function entriesOf(index: ChunkIndex | CompactChunkIndex): Record<string, number[]> {
  const entries: [string, number[]][] = [];
  index.forEach((bucket) => {
    const values = [index.refcountAt(bucket), index.sizeAt(bucket), index.csizeAt(bucket)];
    entries.push([toHex(index.idAt(bucket)), values]);
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const chunksOfBorg = entriesOf(ChunkIndex.read(sampleFile("client-state-repokey", "chunks")));

test("a cache that Borg left is taken over as it is", async (t) => {
  const world = unpackSample(t, "repokey", { client: "client-state-repokey" });
  await withCache(world, { filesCacheMode: "cis" }, (cache) => {
    assert.deepEqual(entriesOf(cache.chunks), chunksOfBorg);
    assert.equal(cache.isAdHoc, false);
    assert.equal(cache.files?.count, 26);
  });
  assert.deepEqual(world.ctx.reporter.messages("warning"), []);
  assert.equal(existsSync(join(cacheFolder(world), "txn.active")), false);
  // Only the place is new.
  const config = readFileSync(join(cacheFolder(world), "config"), "utf8");
  const before = Buffer.from(sampleFile("client-state-repokey", "config")).toString();
  assert.equal(config, before.replace("/srv/samples/repokey/repo", world.repository));
});

test("a sync counts what Borg counts, and keeps what Borg keeps", async (t) => {
  const world = unpackSample(t, "repokey");
  await withCache(world, {}, (cache) => assert.deepEqual(entriesOf(cache.chunks), chunksOfBorg));
  const folder = join(cacheFolder(world), "chunks.archive.d");
  const names = [FIRST, SECOND].flatMap((id) => [`${id}.compact`, `${id}.compact.integrity`]);
  assert.deepEqual(readdirSync(folder).sort(), names.sort());
  for (const id of [FIRST, SECOND]) {
    const ours = CompactChunkIndex.read(readFileSync(join(folder, `${id}.compact`)));
    const theirs = CompactChunkIndex.read(sampleFile("client-state-synced", `chunks.archive.d/${id}.compact`));
    assert.deepEqual(entriesOf(ours), entriesOf(theirs));
  }
  for (const name of ["README", "pre12-meta"]) {
    const theirs = Buffer.from(sampleFile("client-state-synced", name)).toString();
    assert.equal(readFileSync(join(cacheFolder(world), name), "utf8"), theirs, name);
  }
  const tag = [...readSample("client-state-synced")].find(([path]) => path.endsWith("CACHEDIR.TAG"))?.[1];
  assert.deepEqual(new Uint8Array(readFileSync(join(world.base, ".cache/borg/CACHEDIR.TAG"))), tag);
});

test("a sync takes archives from the indexes that Borg kept, and reads only the others", async (t) => {
  const world = unpackSample(t, "repokey", { client: "client-state-synced" });
  const folder = join(cacheFolder(world), "chunks.archive.d");
  rmSync(join(folder, `${FIRST}.compact`));
  writeFileSync(join(folder, `${"0".repeat(64)}.compact`), "outdated");
  const config = join(cacheFolder(world), "config");
  writeFileSync(config, readFileSync(config, "utf8").replaceAll(/^manifest = \w+$/gm, `manifest = ${"1".repeat(64)}`));
  await withCache(world, {}, (cache) => assert.deepEqual(entriesOf(cache.chunks), chunksOfBorg));
  const messages = world.ctx.reporter.messages("info");
  assert.ok(
    messages.includes("Archives: 2, w/ cached Idx: 2, w/ outdated Idx: 1, w/o cached Idx: 1."),
    messages.join("\n"),
  );
  assert.ok(messages.includes("Reading cached archive chunk index for second ..."));
  assert.ok(messages.includes("Fetching and building archive index for first ..."));
  assert.equal(existsSync(join(folder, `${"0".repeat(64)}.compact`)), false);
  assert.equal(existsSync(join(folder, `${FIRST}.compact`)), true);
});

test("a spoiled index of one archive is noticed and made anew", async (t) => {
  const world = unpackSample(t, "repokey", { client: "client-state-synced" });
  const path = join(cacheFolder(world), "chunks.archive.d", `${FIRST}.compact`);
  const bytes = readFileSync(path);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  writeFileSync(path, bytes);
  const config = join(cacheFolder(world), "config");
  writeFileSync(config, readFileSync(config, "utf8").replaceAll(/^manifest = \w+$/gm, "manifest = "));
  await withCache(world, {}, (cache) => assert.deepEqual(entriesOf(cache.chunks), chunksOfBorg));
  assert.match(
    world.ctx.reporter.warnings[0]?.message ?? "",
    /^Cached archive chunk index of first is corrupted: File failed/,
  );
});

test("without chunks.archive.d a sync reads all archives and counts the same", async (t) => {
  const world = unpackSample(t, "repokey");
  await withCache(world, { useChunksArchive: false }, (cache) =>
    assert.deepEqual(entriesOf(cache.chunks), chunksOfBorg),
  );
  assert.deepEqual(readdirSync(join(cacheFolder(world), "chunks.archive.d")), []);
});

test("spoiled chunks and a torn transaction are mended", async (t) => {
  const world = unpackSample(t, "repokey", { client: "client-state-synced" });
  const chunks = join(cacheFolder(world), "chunks");
  const bytes = readFileSync(chunks);
  bytes[30] = (bytes[30] ?? 0) ^ 4;
  writeFileSync(chunks, bytes);
  await withCache(world, {}, (cache) => assert.deepEqual(entriesOf(cache.chunks), chunksOfBorg));
  assert.deepEqual(world.ctx.reporter.messages("warning"), [
    "Discarding incompatible or corrupted cache and forcing a cache rebuild",
  ]);
  // Dies inside of a transaction, having written half a file.
  await withCache(world, {}, async (cache) => {
    await cache.begin();
    cache.increment(Buffer.from(FIRST, "hex"));
  });
  assert.equal(existsSync(join(cacheFolder(world), "txn.active")), true);
  writeFileSync(chunks, "torn");
  await withCache(world, {}, (cache) => assert.deepEqual(entriesOf(cache.chunks), chunksOfBorg));
  assert.equal(existsSync(join(cacheFolder(world), "txn.active")), false);
  assert.equal(world.ctx.reporter.messages("warning").length, 1);
});

test("an ad hoc cache knows all ids and no counts, and gives way to one that is in sync", async (t) => {
  const world = unpackSample(t, "repokey");
  await withCache(world, { permitAdhocCache: true }, async (cache) => {
    assert.equal(cache.isAdHoc, true);
    await cache.begin();
    assert.deepEqual(Object.keys(entriesOf(cache.chunks)), Object.keys(chunksOfBorg));
    assert.deepEqual(cache.increment(Buffer.from(FIRST, "hex"), 77), { size: 77, csize: 0 });
  });
  assert.equal(existsSync(cacheFolder(world)), false);
  await withCache(world, {}, () => undefined);
  await withCache(world, { permitAdhocCache: true }, (cache) => assert.equal(cache.isAdHoc, false));
});
