import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cpSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { ChunkerParams } from "@coffer/format/chunker";
import { DEFAULT_CHUNKER_PARAMS } from "@coffer/format/chunker";
import { parseCompressionSpec } from "@coffer/format/compression";
import { ArchiveAlreadyExists, BorgError, CommandError } from "@coffer/format/errors";
import { createPattern, PatternMatcher } from "@coffer/format/patterns";
import { seededRandomBytes, testContext } from "@coffer/testkit/context";
import { create } from "./create.ts";
import { GentleStop } from "../context/index.ts";
import { check } from "./check.ts";
import { extract } from "./extract.ts";
import { init } from "./init.ts";
import { listRepository } from "./list.ts";
import type { RecreateOptions, RecreateStatistics } from "./recreate.ts";
import { recreate } from "./recreate.ts";

let folder: string;
let source: string;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "coffer-recreate-"));
  source = join(folder, "source");
  const random = seededRandomBytes("source");
  mkdirSync(join(source, "many"), { recursive: true });
  for (let index = 0; index < 200; index++) writeFileSync(join(source, "many", `f${index}`), random(index * 31));
  writeFileSync(join(source, "large"), random(5_000_000));
  writeFileSync(join(source, "again"), readFileSync(join(source, "large")));
  writeFileSync(join(source, "text"), "The same procedure as every year.\n".repeat(90_000));
  writeFileSync(join(source, "empty"), "");
  linkSync(join(source, "text"), join(source, "text-link"));

  const base = join(folder, "template");
  mkdirSync(base);
  const repository = join(base, "repository");
  const ctx = contextOf(base, 0);
  await init({ repository, encryption: "repokey-blake2", keyFileName: "key" }, ctx);
  await addArchive(repository, "one", DEFAULT_CHUNKER_PARAMS, ctx);
});

after(() => rmSync(folder, { recursive: true, force: true }));

const SMALL: ChunkerParams = { algorithm: "buzhash", minExp: 12, maxExp: 16, maskBits: 14, windowSize: 4095 };
const FIXED: ChunkerParams = { algorithm: "fixed", blockSize: 65_536, headerSize: 1000 };

function contextOf(base: string, threads: number) {
  const below = (name: string): string => join(base, name);
  return testContext({
    threads,
    cwd: folder,
    // the copies have moved
    ask: () => Promise.resolve(true),
    folders: {
      base,
      config: below("config"),
      keys: below("keys"),
      security: below("security"),
      cache: below("cache"),
    },
    passphrases: {
      configured: () => Promise.resolve("secret"),
      prompt: () => Promise.reject(new Error("nobody to ask")),
      fresh: () => Promise.resolve("secret"),
    },
  });
}

type Context = ReturnType<typeof contextOf>;

async function addArchive(repository: string, archive: string, chunker: ChunkerParams, ctx: Context): Promise<void> {
  const compression = parseCompressionSpec("lz4");
  await create({ repository, archive, paths: [source], compression, chunker, cmdline: ["create"] }, ctx);
}

/** A copy of the repository with the archive `one`. */
function makeRepository(name: string, threads: number): { repository: string; ctx: Context } {
  const base = join(folder, name);
  cpSync(join(folder, "template"), base, { recursive: true });
  const ctx = contextOf(base, threads);
  ctx.clock.advance(1000);
  return { repository: join(base, "repository"), ctx };
}

type Change = Partial<RecreateOptions>;

/** @returns Statistics of the archives that were recreated. */
async function change(repository: string, ctx: Context, options: Change): Promise<RecreateStatistics[]> {
  const all: RecreateStatistics[] = [];
  await recreate(
    {
      repository,
      matcher: new PatternMatcher(true),
      tags: { excludeCaches: false, excludeIfPresent: [], keepExcludeTags: false },
      compression: parseCompressionSpec("lz4"),
      recompress: "never",
      cmdline: ["recreate"],
      withStatistics: true,
      ...options,
    },
    ctx,
    { begin: () => undefined, statistics: (statistics) => all.push(statistics) },
  );
  return all;
}

function digests(root: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    found.set(path.slice(root.length), createHash("sha256").update(readFileSync(path)).digest("hex"));
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function assertExtracts(repository: string, ctx: Context, archive: string): Promise<void> {
  const target = mkdtempSync(join(folder, "out-"));
  await extract({ repository, archive, target }, ctx);
  assert.deepEqual(digests(join(target, source)), digests(source));
}

const zstd = parseCompressionSpec("zstd,5");
const CHANGES: Readonly<Record<string, Change>> = {
  "recompress if different": { recompress: "if-different", compression: parseCompressionSpec("auto,zlib,1") },
  "rechunk by buzhash": { chunker: SMALL },
  "rechunk into blocks": { chunker: FIXED, compression: zstd },
  "rechunk and recompress": { chunker: SMALL, recompress: "if-different", compression: zstd },
  "a comment": { comment: "new" },
};

for (const [what, options] of Object.entries(CHANGES)) {
  test(`recreate() writes the same bytes with and without threads, and keeps contents (${what})`, async () => {
    const name = what.replaceAll(" ", "-");
    const inline = makeRepository(`${name}-0`, 0);
    const threaded = makeRepository(`${name}-3`, 3);
    for (const { repository, ctx } of [inline, threaded]) await change(repository, ctx, options);
    assert.deepEqual(digests(threaded.repository), digests(inline.repository));
    await assertExtracts(threaded.repository, threaded.ctx, "one");
  });
}

for (const [name, chunker] of Object.entries({ SMALL, FIXED })) {
  test(`recreate() cuts contents as create() does (${name})`, async () => {
    const { repository, ctx } = makeRepository(`cut-${name}`, 2);
    await addArchive(repository, "fresh", chunker, ctx);
    const [statistics] = await change(repository, ctx, { archive: "one", chunker });
    assert.ok(statistics !== undefined);
    assert.equal(statistics.archive.stats.deduplicated_size, 0, "all chunks were there");
    assert.equal(statistics.archive.stats.nfiles, 204);
    await assertExtracts(repository, ctx, "one");
  });
}

test("recreate() compresses a chunk once in a run, and not where it is as wanted", async () => {
  const { repository, ctx } = makeRepository("once", 2);
  await addArchive(repository, "two", DEFAULT_CHUNKER_PARAMS, ctx);
  const stored = (statistics: RecreateStatistics | undefined): number => statistics?.totals.unique_csize ?? 0;
  const bytes = (): number => readdirSync(join(repository, "data/0")).reduce((sum, name) => sum + sizeOf(name), 0);
  const sizeOf = (name: string): number => readFileSync(join(repository, "data/0", name)).length;
  const before = bytes();
  const first = await change(repository, ctx, { recompress: "if-different", compression: zstd });
  assert.equal(first.length, 2);
  const text = 90_000 * "The same procedure as every year.\n".length;
  // random data are stored as they are by lz4 and zstd alike; only the text is compressed anew
  assert.ok(bytes() - before < text, "chunks that are stored as wanted were written once more");
  const again = await change(repository, ctx, { recompress: "if-different", compression: zstd });
  assert.ok(Math.abs(stored(again[1]) - stored(first[1])) < 1000);
});

test("recreate() leaves out what the patterns leave out, and moves content to the link that stays", async () => {
  const { repository, ctx } = makeRepository("patterns", 2);
  const matcher = new PatternMatcher(true);
  const master = readdirSync(source).find((name) => name.startsWith("text")) ?? "";
  for (const path of [join(source, master), join(source, "many")]) {
    matcher.addRules([{ action: "exclude", pattern: createPattern("pp", path) }]);
  }
  const [statistics] = await change(repository, ctx, { archive: "one", target: "less", matcher });
  assert.equal(statistics?.archive.stats.nfiles, 4, "large, again, empty, and the link");
  const target = mkdtempSync(join(folder, "out-"));
  await extract({ repository, archive: "less", target }, ctx);
  const kept = master === "text" ? "text-link" : "text";
  assert.deepEqual(readdirSync(join(target, source)).sort(), ["again", "empty", "large", kept].sort());
  assert.deepEqual(readFileSync(join(target, source, kept)), readFileSync(join(source, "text")));
  await assertExtracts(repository, ctx, "one");
});

test("recreate() makes a checkpoint when it is to stop gently, and the archive stays as it was", async () => {
  const { repository, ctx } = makeRepository("gentle", 2);
  const signal = AbortSignal.abort(new GentleStop());
  await assert.rejects(change(repository, ctx, { chunker: SMALL, signal }), /Got Ctrl-C/);
  const names: string[] = [];
  await listRepository({ repository }, ctx, ({ name }) => void names.push(name));
  assert.deepEqual(names, ["one", "one.recreate.checkpoint"]);
  await assertExtracts(repository, ctx, "one");
  assert.ok((await check({ repository, verifyData: true }, ctx)).isSound);
});

test("recreate() changes nothing where it fails, and where it is a trial", async () => {
  const { repository, ctx } = makeRepository("fails", 2);
  const before = digests(repository);
  const assertFails = async (options: Change, error: unknown): Promise<void> => {
    await assert.rejects(change(repository, ctx, options), error as Error);
    assert.deepEqual(digests(repository), before);
  };
  await assertFails({ archive: "one" }, CommandError);
  await assertFails({ archive: "one.recreate", comment: "x" }, CommandError);
  await assertFails({ target: "two" }, CommandError);
  await assertFails({ archive: "one", target: "one" }, ArchiveAlreadyExists);
  await assertFails({ chunker: SMALL, signal: AbortSignal.abort() }, BorgError);
  await change(repository, ctx, { chunker: SMALL, recompress: "always", comment: "x", dryRun: true });
  assert.deepEqual(digests(repository), before);
});

test("recreate() commits what is done after each interval", async () => {
  const segmentsAfter = async (name: string, checkpointInterval: number): Promise<number> => {
    const { repository, ctx } = makeRepository(name, 2);
    const matcher = new PatternMatcher(true);
    matcher.addIncludePaths([join(source, "large"), join(source, "text"), join(source, "empty")]);
    await change(repository, ctx, { matcher, recompress: "always", compression: zstd, checkpointInterval });
    return readdirSync(join(repository, "data/0")).length;
  };
  const plain = await segmentsAfter("no-checkpoints", 0);
  assert.ok((await segmentsAfter("checkpoints", -1)) >= plain + 3, "a commit after each item");
});
