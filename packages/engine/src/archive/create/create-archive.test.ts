import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  appendFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { DEFAULT_CHUNKER_PARAMS } from "@coffer/format/chunker";
import type { ChunkerParams } from "@coffer/format/chunker";
import { parseCompressionSpec } from "@coffer/format/compression";
import { ArchiveAlreadyExists } from "@coffer/format/errors";
import type { EncryptionMode } from "@coffer/format/keys";
import { seededRandomBytes, testContext } from "@coffer/testkit/context";
import { create } from "../../commands/create.ts";
import { extract } from "../../commands/extract.ts";
import { init } from "../../commands/init.ts";

let folder: string;
let source: string;

before(() => {
  folder = mkdtempSync(join(tmpdir(), "coffer-create-"));
  source = join(folder, "source");
  makeSource(source);
});

after(() => rmSync(folder, { recursive: true, force: true }));

/** Many small files, some equal ones, and files that need several pieces. */
function makeSource(root: string): void {
  const random = seededRandomBytes("source");
  mkdirSync(join(root, "many"), { recursive: true });
  for (let index = 0; index < 400; index++) writeFileSync(join(root, "many", `f${index}`), random(index * 7));
  writeFileSync(join(root, "large"), random(5_000_000));
  writeFileSync(join(root, "large-again"), readFileSync(join(root, "large")));
  writeFileSync(join(root, "zeros"), "");
  truncateSync(join(root, "zeros"), 20_000_000);
  linkSync(join(root, "large"), join(root, "linked"));
  symlinkSync("nowhere", join(root, "dangling"));
}

interface Run {
  readonly name: string;
  readonly threads: number;
  readonly mode: EncryptionMode;
  readonly compression: string;
  readonly chunker?: ChunkerParams;
  readonly sparse?: boolean;
}

/** A repository with one archive of the source, made with a clock and randomness that are the same for all. */
async function makeRepository(run: Run): Promise<{ repository: string; ctx: ReturnType<typeof contextOf> }> {
  const base = join(folder, run.name);
  mkdirSync(base);
  const ctx = contextOf(base, run.threads);
  const repository = join(base, "repo");
  await init({ repository, encryption: run.mode, keyFileName: "key" }, ctx);
  await create(
    {
      repository,
      archive: "one",
      paths: [source],
      compression: parseCompressionSpec(run.compression),
      chunker: run.chunker ?? DEFAULT_CHUNKER_PARAMS,
      sparse: run.sparse ?? false,
      cmdline: ["coffer", "create"],
      cache: { filesCacheMode: "cis" },
    },
    ctx,
  );
  return { repository, ctx };
}

function contextOf(base: string, threads: number) {
  return testContext({
    threads,
    cwd: folder,
    folders: {
      base,
      config: join(base, "config"),
      keys: join(base, "keys"),
      security: join(base, "security"),
      cache: join(base, "cache"),
    },
    passphrases: {
      configured: () => Promise.resolve("secret"),
      prompt: () => Promise.reject(new Error("nobody to ask")),
      fresh: () => Promise.resolve("secret"),
    },
  });
}

/** Digest of every file below `root`, by name. */
function digests(root: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    found.set(path.slice(root.length), createHash("sha256").update(readFileSync(path)).digest("hex"));
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const FIXED: ChunkerParams = { algorithm: "fixed", blockSize: 65_536, headerSize: 512 };

for (const [mode, compression, chunker] of [
  ["repokey-blake2", "lz4", undefined],
  ["repokey", "zstd,3", undefined],
  ["none", "zlib,1", undefined],
  ["authenticated", "auto,lzma,1", undefined],
  ["keyfile", "lz4", FIXED],
] as const) {
  const what = `${mode}, ${compression}, ${chunker?.algorithm ?? "buzhash"}`;
  test(`create() writes the same bytes with and without threads (${what})`, async () => {
    const name = what.replaceAll(/\W+/g, "-");
    const options = { mode, compression, sparse: chunker !== undefined, ...(chunker === undefined ? {} : { chunker }) };
    const inline = await makeRepository({ ...options, name: `${name}-0`, threads: 0 });
    const threaded = await makeRepository({ ...options, name: `${name}-3`, threads: 3 });
    assert.deepEqual(digests(threaded.repository), digests(inline.repository));

    const target = join(folder, `${name}-out`);
    mkdirSync(target);
    await extract({ repository: threaded.repository, archive: "one", target }, threaded.ctx);
    assert.deepEqual(digests(join(target, source)), digests(source));
  });
}

test("create() counts what it stored, and nothing twice", async () => {
  const { repository, ctx } = await makeRepository({ name: "count", threads: 2, mode: "none", compression: "none" });
  const again = await create(
    {
      repository,
      archive: "two",
      paths: [source],
      compression: parseCompressionSpec("none"),
      chunker: DEFAULT_CHUNKER_PARAMS,
      cmdline: [],
      cache: { filesCacheMode: "cis" },
    },
    ctx,
  );
  const small = Array.from({ length: 400 }, (_, index) => index * 7).reduce((sum, size) => sum + size, 0);
  assert.equal(again.archive.stats.original_size, small + 2 * 5_000_000 + 20_000_000);
  assert.equal(again.archive.stats.nfiles, 403);
  assert.equal(again.archive.stats.deduplicated_size, 0);
});

test("create() refuses a name that exists, and changes nothing", async () => {
  const { repository, ctx } = await makeRepository({ name: "exists", threads: 0, mode: "none", compression: "lz4" });
  const before = digests(repository);
  const options = { repository, archive: "one", paths: [source], cmdline: [] };
  const settings = { compression: parseCompressionSpec("lz4"), chunker: DEFAULT_CHUNKER_PARAMS };
  await assert.rejects(create({ ...options, ...settings }, ctx), ArchiveAlreadyExists);
  assert.deepEqual(digests(repository), before);
});

test("create() stores a file that grows while it is walked, as it is when it is read", async () => {
  const { repository, ctx } = await makeRepository({ name: "grow", threads: 0, mode: "none", compression: "lz4" });
  const growing = join(folder, "growing");
  mkdirSync(growing);
  writeFileSync(join(growing, "a"), "first");
  writeFileSync(join(growing, "b"), "second");
  const grow = { done: false };
  const signal = whenFirstAsked(() => {
    grow.done = true;
    appendFileSync(join(growing, "b"), "x".repeat(3_000_000));
  });
  await create(
    {
      repository,
      archive: "two",
      paths: [growing],
      signal,
      compression: parseCompressionSpec("lz4"),
      chunker: DEFAULT_CHUNKER_PARAMS,
      cmdline: [],
    },
    ctx,
  );
  const target = join(folder, "grow-out");
  mkdirSync(target);
  await extract({ repository, archive: "two", target }, ctx);
  for (const name of ["a", "b"]) {
    const path = join(growing, name);
    assert.equal(readFileSync(join(target, path), "utf8"), readFileSync(path, "utf8"));
  }
  assert.ok(grow.done);
});

/** The signal is looked at after each entry: the first time, all is walked and nothing is read. */
function whenFirstAsked(act: () => void): AbortSignal {
  const { signal } = new AbortController();
  let asked = false;
  Object.defineProperty(signal, "aborted", {
    get: () => {
      if (!asked) act();
      asked = true;
      return false;
    },
  });
  return signal;
}

test("create() warns of a device that cannot be read, and goes on", async () => {
  const { repository, ctx } = await makeRepository({ name: "special", threads: 0, mode: "none", compression: "lz4" });
  const special = join(folder, "special-source");
  mkdirSync(special);
  writeFileSync(join(special, "plain"), "content");
  // Nothing answers to this device number.
  const { status } = spawnSync("mknod", [join(special, "device"), "c", "255", "255"]);
  const options = { repository, archive: "two", paths: [special], cmdline: [], walk: { readSpecial: true } };
  const settings = { compression: parseCompressionSpec("lz4"), chunker: DEFAULT_CHUNKER_PARAMS };
  const result = await create({ ...options, ...settings }, ctx);
  assert.equal(result.archive.stats.nfiles, 1);
  if (status === 0)
    assert.match(ctx.reporter.warnings.map(({ message }) => message).join(), /device: open: \[Errno 6\]/);
});
