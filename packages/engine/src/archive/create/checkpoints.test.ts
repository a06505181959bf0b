import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { after, test } from "node:test";
import { parseCompressionSpec } from "@coffer/format/compression";
import type { ChunkerParams } from "@coffer/format/chunker";
import { seededRandomBytes, testContext } from "@coffer/testkit/context";
import { create, extract, init, listArchive, listRepository } from "../../commands/index.ts";
import type { CreateOptions } from "../../commands/index.ts";
import { GentleStop } from "../../context/index.ts";
import { LocalCache } from "../../cache/index.ts";
import { withSession } from "../../commands/index.ts";

const folder = mkdtempSync(join(tmpdir(), "coffer-checkpoints-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** With chunks of 64 KiB, a piece has 9 MiB. */
const SMALL_PIECES: ChunkerParams = { algorithm: "fixed", blockSize: 65_536, headerSize: 0 };

const source = join(folder, "source");
const random = seededRandomBytes("checkpoints");
mkdirSync(source);
for (const name of ["a", "b", "c"]) writeFileSync(join(source, name), random(1000));
/** More than the pipeline can hold, so that there is something left to be read when its first piece is written. */
const LARGE = Buffer.alloc(36_000_000, random(1_000_000));
writeFileSync(join(source, "large"), LARGE);

/** A repository of its own for each test. */
async function makeWorld(name: string, threads: number) {
  const base = join(folder, name);
  mkdirSync(base);
  const keys = ["config", "keys", "security", "cache"].map((each) => [each, join(base, each)]);
  const folders = { base, ...(Object.fromEntries(keys) as Record<"config" | "keys" | "security" | "cache", string>) };
  const ctx = testContext({ threads, cwd: folder, folders });
  const repository = join(base, "repo");
  await init({ repository, encryption: "none", keyFileName: "key" }, ctx);
  const options = (more: Partial<CreateOptions>): CreateOptions => ({
    repository,
    archive: "one",
    paths: [source],
    compression: parseCompressionSpec("none"),
    chunker: SMALL_PIECES,
    cmdline: [],
    cache: { filesCacheMode: "cis" },
    ...more,
  });
  const archives = async (): Promise<string[]> => {
    const names: string[] = [];
    await listRepository({ repository }, ctx, ({ name: each }) => void names.push(each));
    return names;
  };
  const items = async (archive: string, considerPartFiles: boolean): Promise<[path: string, size: number][]> => {
    const found: [string, number][] = [];
    await listArchive({ repository, archive, considerPartFiles }, ctx, (item) => {
      found.push([item.path.replace(source.slice(1), "source"), item.size ?? 0]);
    });
    return found;
  };
  return { repository, ctx, options, archives, items };
}

type World = Awaited<ReturnType<typeof makeWorld>>;

/** The counts of references in the cache are those of a cache that is built anew. */
async function assertCountsAreTrue({ repository, ctx }: World): Promise<void> {
  const count = async (): Promise<[string, number][]> =>
    withSession({ repository }, ctx, { exclusive: true, operations: ["read"] }, async (session) => {
      const cache = await LocalCache.open(session);
      try {
        const counts: [string, number][] = [];
        for (const bucket of cache.chunks.buckets()) {
          counts.push([Buffer.from(cache.chunks.idAt(bucket)).toString("hex"), cache.chunks.refcountAt(bucket)]);
        }
        return counts.sort(([a], [b]) => (a < b ? -1 : 1));
      } finally {
        await cache.close();
      }
    });
  const kept = await count();
  rmSync(ctx.folders.cache, { recursive: true });
  assert.deepEqual(kept, await count());
}

for (const threads of [0, 2]) {
  test(`create() makes checkpoints that leave nothing but part files (${threads} threads)`, async () => {
    const world = await makeWorld(`interval-${threads}`, threads);
    await create(world.options({ checkpointInterval: -1 }), world.ctx);
    assert.deepEqual(await world.archives(), ["one"]);
    const plain = await world.items("one", false);
    assert.deepEqual(plain.map(([path]) => path).sort(), [
      "source",
      "source/a",
      "source/b",
      "source/c",
      "source/large",
    ]);
    const parts = (await world.items("one", true)).filter(([path]) => path.includes(".borg_part_"));
    assert.ok(parts.length >= 2);
    assert.deepEqual(
      parts.map(([path]) => path),
      parts.map((_, index) => `source/large.borg_part_${index + 1}`),
    );
    assert.equal(
      parts.reduce((sum, [, size]) => sum + size, 0),
      LARGE.length,
    );
    await assertCountsAreTrue(world);
  });

  test(`create() keeps a checkpoint when it is to stop in the middle of a file (${threads} threads)`, async () => {
    const world = await makeWorld(`stop-${threads}`, threads);
    const controller = new AbortController();
    const readable = Readable.from(endlessly(controller));
    const standardInput = {
      file: { name: "endless", user: "root", group: "root", mode: 0o600 },
      content: () => ({ readable }),
    };
    const paths = [source, "-"];
    await assert.rejects(
      create(world.options({ paths, standardInput, signal: controller.signal }), world.ctx),
      /^BorgError: Got Ctrl-C \/ SIGINT\.$/,
    );
    assert.deepEqual(await world.archives(), ["one.checkpoint"]);
    const target = join(folder, `stop-${threads}-out`);
    mkdirSync(target);
    await extract(
      { repository: world.repository, archive: "one.checkpoint", target, considerPartFiles: true },
      world.ctx,
    );
    assert.deepEqual(readWhole(join(target, source, "large")), LARGE);
    const part = readFileSync(join(target, "endless.borg_part_1"));
    assert.ok(part.length > 0);
    assert.ok(part.equals(Buffer.alloc(part.length, 7)));
    await assertCountsAreTrue(world);

    await create(world.options({}), world.ctx);
    assert.deepEqual(await world.archives(), ["one", "one.checkpoint"]);
    await assertCountsAreTrue(world);
  });
}

/** A file, or what all its parts are together. */
function readWhole(path: string): Buffer {
  if (existsSync(path)) return readFileSync(path);
  const parts: Buffer[] = [];
  for (let number = 1; existsSync(`${path}.borg_part_${number}`); number++) {
    parts.push(readFileSync(`${path}.borg_part_${number}`));
  }
  return Buffer.concat(parts);
}

/** More and more bytes; after some of them the user wants to stop, and later none come any more. */
async function* endlessly(controller: AbortController): AsyncGenerator<Uint8Array, void, undefined> {
  for (let count = 0; count < 300; count++) {
    if (count === 250) controller.abort(new GentleStop());
    yield Buffer.alloc(65_536, 7);
  }
  await new Promise(() => undefined);
}

test("create() takes the next free name for its checkpoints", async () => {
  const world = await makeWorld("names", 0);
  for (const archive of ["one.checkpoint", "one.checkpoint.1"]) await create(world.options({ archive }), world.ctx);
  const controller = new AbortController();
  controller.abort(new GentleStop());
  await assert.rejects(create(world.options({ signal: controller.signal }), world.ctx), /Ctrl-C/);
  assert.deepEqual(await world.archives(), ["one.checkpoint", "one.checkpoint.1", "one.checkpoint.2"]);
});

test("create() keeps nothing when it must end at once", async () => {
  const world = await makeWorld("at-once", 2);
  const controller = new AbortController();
  controller.abort(new Error("SIGTERM"));
  await assert.rejects(create(world.options({ signal: controller.signal }), world.ctx));
  assert.deepEqual(await world.archives(), []);
});

test("create() without a cache forgets its checkpoints, too", async () => {
  const world = await makeWorld("ad-hoc", 0);
  await create(world.options({ archive: "first" }), world.ctx);
  rmSync(world.ctx.folders.cache, { recursive: true });
  await create(world.options({ checkpointInterval: -1, cache: { permitAdhocCache: true } }), world.ctx);
  assert.deepEqual(await world.archives(), ["first", "one"]);
  await withSession(
    { repository: world.repository },
    world.ctx,
    { exclusive: false, operations: ["read"] },
    async (session) => {
      const ids = [...session.manifest.archives.values()].map(({ id }) => Buffer.from(id).toString("hex"));
      const cache = await LocalCache.open(session);
      const unused = (await session.repository.list()).filter((id) => cache.refcount(id) === 0);
      await cache.close();
      // All that nobody refers to is the manifest: the records of the checkpoints are gone.
      assert.equal(ids.length, 2);
      assert.deepEqual(unused, [new Uint8Array(32)]);
    },
  );
});
