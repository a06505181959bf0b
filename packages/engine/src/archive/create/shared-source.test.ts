import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, mock, test } from "node:test";
import type { Item } from "@coffer/format/archive";
import type { ChunkerParams } from "@coffer/format/chunker";
import { parseCompressionSpec } from "@coffer/format/compression";
import { LockTimeout, StorageQuotaExceeded } from "@coffer/format/errors";
import type { EncryptionMode } from "@coffer/format/keys";
import { seededRandomBytes, testContext } from "@coffer/testkit/context";
import { RunMemory } from "../../context/index.ts";
import { Pool } from "../../threads/index.ts";
import { check, create, exportRelatedSecrets, init, listArchive, withSession } from "../../commands/index.ts";
import type { CreateOptions, CreateResult } from "../../commands/index.ts";
import { SharedSource } from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "coffer-shared-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Two pieces with the chunkers of these tests. */
const LARGE_BYTES = 12_000_000;
const SPARSE_BYTES = 5_000_000;
const SMALL_FILES = 150;

const BUZHASH: ChunkerParams = { algorithm: "buzhash", minExp: 12, maxExp: 18, maskBits: 15, windowSize: 4095 };
const FIXED: ChunkerParams = { algorithm: "fixed", blockSize: 65_536, headerSize: 512 };

const source = join(folder, "source");
makeSource(source);

function makeSource(root: string): void {
  const random = seededRandomBytes("shared");
  mkdirSync(join(root, "many"), { recursive: true });
  for (let index = 0; index < SMALL_FILES; index++) writeFileSync(join(root, "many", `f${index}`), random(index * 17));
  writeFileSync(join(root, "large"), Buffer.alloc(LARGE_BYTES, random(3_000_001)));
  writeFileSync(join(root, "sparse"), random(100_000));
  truncateSync(join(root, "sparse"), SPARSE_BYTES);
  linkSync(join(root, "large"), join(root, "linked"));
  symlinkSync("nowhere", join(root, "dangling"));
  // the files cache leaves out what is as young as the youngest file
  for (const name of ["large", "sparse"]) utimesSync(join(root, name), 1e9, 1e9);
}

/** A repository of its own, with a client of its own. */
class World {
  readonly repository: string;
  readonly ctx: ReturnType<typeof testContext>;
  readonly #chunker: ChunkerParams;

  private constructor(name: string, { seed, threads, chunker = BUZHASH }: WorldRules) {
    const base = join(folder, name);
    mkdirSync(base);
    this.repository = join(base, "repo");
    this.#chunker = chunker;
    const folders = Object.fromEntries(["config", "keys", "security", "cache"].map((each) => [each, join(base, each)]));
    this.ctx = testContext({
      threads,
      // keys are derived once
      memory: new RunMemory(),
      cwd: folder,
      randomBytes: seededRandomBytes(seed),
      folders: { base, ...(folders as Record<"config" | "keys" | "security" | "cache", string>) },
      passphrases: {
        configured: () => Promise.resolve("secret"),
        prompt: () => Promise.reject(new Error("nobody to ask")),
        fresh: () => Promise.resolve("secret"),
      },
    });
  }

  static async make(name: string, rules: WorldRules): Promise<World> {
    const world = new World(name, rules);
    const { storageQuota, relatedSecrets } = rules;
    const { repository } = world;
    await init({ repository, encryption: rules.mode, keyFileName: "key", storageQuota, relatedSecrets }, world.ctx);
    return world;
  }

  create(archive: string, more: Partial<CreateOptions> = {}): Promise<CreateResult> {
    const { repository, ctx } = this;
    return create(
      {
        repository,
        archive,
        paths: [source],
        compression: parseCompressionSpec("lz4"),
        chunker: this.#chunker,
        cmdline: ["coffer", "create"],
        cache: { filesCacheMode: "cis" },
        ...more,
      },
      ctx,
    );
  }

  async items(archive: string): Promise<Item[]> {
    const found: Item[] = [];
    await listArchive({ repository: this.repository, archive }, this.ctx, (item) => void found.push({ ...item }));
    return found;
  }

  async assertSound(): Promise<void> {
    const { repository, ctx } = this;
    assert.deepEqual(await check({ repository, verifyData: true }, ctx), { isSound: true });
  }
}

interface WorldRules {
  readonly seed: string;
  readonly threads: number;
  readonly mode: EncryptionMode;
  readonly chunker?: ChunkerParams;
  readonly storageQuota?: number;
  readonly relatedSecrets?: { readonly json: string; readonly path: string };
}

/** Makes an archive in each of the repositories, from one reading. */
function createTogether(
  worlds: readonly World[],
  archive: string,
  more: (index: number) => Partial<CreateOptions> = () => ({}),
): Promise<PromiseSettledResult<CreateResult>[]> {
  const shared = new SharedSource();
  const shares = worlds.map(() => shared.share());
  return Promise.allSettled(
    worlds.map((world, index) => world.create(archive, { share: shares[index], ...more(index) })),
  );
}

/** How many small files, and pieces of large ones, the workers are asked to read. */
async function countReading(work: () => Promise<unknown>): Promise<{ files: number; pieces: number }> {
  const asked = mock.method(Pool.prototype, "run");
  try {
    await work();
    const messages = (name: string): unknown[] =>
      asked.mock.calls.filter((call) => call.arguments[0] === name).map((call) => call.arguments[1]);
    const groups = messages("readFiles") as { pathEnds: Uint32Array }[];
    return {
      files: groups.reduce((sum, { pathEnds }) => sum + pathEnds.length, 0),
      pieces: messages("readPiece").length,
    };
  } finally {
    asked.mock.restore();
  }
}

for (const [what, modes, chunker] of [
  ["two keys", ["repokey", "repokey-blake2"], BUZHASH],
  ["no keys", ["none", "none"], BUZHASH],
  ["three, fixed chunker", ["repokey", "none", "authenticated"], FIXED],
] as const) {
  for (const threads of [0, 2]) {
    test(`archives from one reading are those of separate ones (${what}, ${threads} threads)`, async () => {
      const name = `${what.replaceAll(/\W+/g, "-")}-${threads}`;
      const rules = modes.map((mode, index) => ({ mode, threads, seed: `${index}`, chunker }));
      const alone = await Promise.all(rules.map((rule, index) => World.make(`${name}-alone-${index}`, rule)));
      const together = await Promise.all(rules.map((rule, index) => World.make(`${name}-together-${index}`, rule)));
      const sparse = chunker === FIXED;
      const readings = [];
      for (const world of alone) readings.push(await countReading(() => world.create("first", { sparse })));
      const reading = await countReading(async () => {
        for (const { status } of await createTogether(together, "first", () => ({ sparse }))) {
          assert.equal(status, "fulfilled");
        }
      });
      assert.deepEqual(reading, readings[0]);
      for (const [index, world] of together.entries()) {
        assert.deepEqual(await world.items("first"), await alone[index]?.items("first"));
        await world.assertSound();
      }
    });
  }
}

test("repositories with related keys have the same chunks", async () => {
  const first = await World.make("related-1", { mode: "repokey", threads: 2, seed: "a" });
  const json = await exportRelatedSecrets({ repository: first.repository }, first.ctx);
  const relatedSecrets = { json, path: "secrets" };
  const second = await World.make("related-2", { mode: "keyfile", threads: 2, seed: "b", relatedSecrets });
  await createTogether([first, second], "first");
  assert.deepEqual(await second.items("first"), await first.items("first"));
  await second.assertSound();
});

test("a file that only one repository knows is read for the other alone", async () => {
  const warm = await World.make("warm", { mode: "repokey", threads: 2, seed: "warm" });
  const cold = await World.make("cold", { mode: "repokey", threads: 2, seed: "cold" });
  const alone = await World.make("cold-alone", { mode: "repokey", threads: 2, seed: "cold" });
  await warm.create("zero");
  appendFileSync(join(source, "many", "f7"), "more");
  await alone.create("first");
  const { files } = await countReading(async () => {
    const [first] = await createTogether([warm, cold], "first");
    assert.ok(first?.status === "fulfilled");
    assert.ok(first.value.archive.stats.deduplicated_size < 10_000);
  });
  assert.equal(files, SMALL_FILES);
  assert.deepEqual(await cold.items("first"), await alone.items("first"));
  await warm.assertSound();
  await cold.assertSound();

  const again = await countReading(() => createTogether([warm, cold], "second"));
  assert.ok(again.files <= 2, `${again.files} files were read though nothing has changed`);
});

test("what fails for one repository ends that one, in the middle too", async () => {
  for (const threads of [0, 2]) {
    const [good, full] = await Promise.all([
      World.make(`good-${threads}`, { mode: "repokey", threads, seed: "good" }),
      World.make(`full-${threads}`, { mode: "none", threads, seed: "full", storageQuota: 1_000_000 }),
    ]);
    // more than fits into memory at once: whoever fails holds some of it, and the others wait for that
    writeFileSync(join(source, "huge"), Buffer.alloc(60_000_000, seededRandomBytes("huge")(5_000_001)));
    const other = await World.make(`other-${threads}`, { mode: "repokey-blake2", threads, seed: "other" });
    const [first, failed, last] = await createTogether([good, full, other], "first");
    assert.ok(failed?.status === "rejected" && failed.reason instanceof StorageQuotaExceeded);
    assert.ok(first?.status === "fulfilled" && last?.status === "fulfilled");
    assert.deepEqual(shapesOf(await good.items("first")), shapesOf(await other.items("first")));
    for (const world of [good, other]) await world.assertSound();
    await full.assertSound();
    rmSync(join(source, "huge"));
  }
});

/** Items without what keys decide. */
function shapesOf(items: readonly Item[]): object[] {
  return items.map(({ chunks, ...item }) => ({ ...item, bytes: chunks?.reduce((sum, chunk) => sum + chunk.size, 0) }));
}

test("a repository that cannot be opened leaves the others alone, and so does one that is told to stop", async () => {
  const rules = { mode: "none", threads: 2 } as const;
  const [good, locked, stopped] = await Promise.all(
    ["good", "locked", "stopped"].map((seed) => World.make(`leave-${seed}`, { ...rules, seed })),
  );
  assert.ok(good !== undefined && locked !== undefined && stopped !== undefined);
  const stop = new AbortController();
  stop.abort(new Error("enough"));
  const access = { exclusive: true, operations: ["write"] } as const;
  const results = await withSession({ repository: locked.repository }, testContext({ ...locked.ctx }), access, () =>
    createTogether([locked, good, stopped], "first", (index) => (index === 2 ? { signal: stop.signal } : {})),
  );
  const [first, second, third] = results;
  assert.ok(first?.status === "rejected" && first.reason instanceof LockTimeout);
  assert.equal(second?.status, "fulfilled");
  assert.match(third?.status === "rejected" ? String(third.reason) : "", /Ctrl-C/);
  await good.assertSound();
});

test("a file that cannot be read is a warning for each", async () => {
  const worlds = await Promise.all(
    ["one", "two"].map((seed) => World.make(`trouble-${seed}`, { mode: "repokey", threads: 0, seed })),
  );
  const troubled = join(folder, "troubled");
  mkdirSync(troubled);
  writeFileSync(join(troubled, "fine"), "content");
  spawnSync("mknod", [join(troubled, "device"), "c", "255", "255"]);
  writeFileSync(join(troubled, "forbidden"), "content");
  chmodSync(join(troubled, "forbidden"), 0);
  const results = await createTogether(worlds, "first", () => ({ paths: [troubled], walk: { readSpecial: true } }));
  assert.deepEqual(
    results.map(({ status }) => status),
    ["fulfilled", "fulfilled"],
  );
  const [first, second] = worlds.map(({ ctx }) => ctx.reporter.warnings.map(({ message }) => message));
  assert.deepEqual(first, second);
});

test("a file that changes while it is read is a warning for each, and is read again for each the next time", async (t) => {
  const worlds = await Promise.all(
    ["one", "two"].map((seed) => World.make(`changing-${seed}`, { mode: "repokey", threads: 2, seed })),
  );
  const changing = join(folder, "changing");
  mkdirSync(changing);
  const large = join(changing, "large");
  writeFileSync(large, Buffer.alloc(LARGE_BYTES, "before"));
  utimesSync(large, 1e9, 1e9);
  const run = Reflect.get(Pool.prototype, "run") as (this: unknown, ...words: readonly unknown[]) => unknown;
  let isChanged = false;
  const pool = t.mock.method(Pool.prototype, "run", function (this: unknown, ...words: readonly unknown[]) {
    // it is open, and its times were looked at
    if (words[0] === "readPiece" && !isChanged) {
      isChanged = true;
      appendFileSync(large, "after");
    }
    return run.apply(this, words as unknown[]);
  });
  await createTogether(worlds, "first", () => ({ paths: [changing] }));
  pool.mock.restore();
  for (const { ctx } of worlds) {
    assert.deepEqual(
      ctx.reporter.warnings.map(({ msgid }) => msgid),
      ["FileChangedWarning"],
    );
  }
  const again = await countReading(() => createTogether(worlds, "second", () => ({ paths: [changing] })));
  assert.ok(again.pieces > 0);
  for (const world of worlds) {
    assert.equal((await world.items("second")).at(-1)?.size, LARGE_BYTES + "after".length);
    await world.assertSound();
  }
});

test("a pipe is read once, and is in all archives", async () => {
  const worlds = await Promise.all(
    ["one", "two"].map((seed) => World.make(`pipe-${seed}`, { mode: "repokey", threads: 2, seed })),
  );
  const pipes = join(folder, "pipes");
  mkdirSync(pipes);
  assert.equal(spawnSync("mkfifo", [join(pipes, "dump")]).status, 0);
  const size = 12_345_678;
  const writer = spawn("sh", ["-c", `head -c ${size} /dev/zero > "$0"`, join(pipes, "dump")]);
  const results = await createTogether(worlds, "first", () => ({ paths: [pipes], walk: { readSpecial: true } }));
  writer.kill();
  assert.deepEqual(
    results.map(({ status }) => status),
    ["fulfilled", "fulfilled"],
  );
  for (const world of worlds) assert.equal((await world.items("first")).at(-1)?.size, size);
});
