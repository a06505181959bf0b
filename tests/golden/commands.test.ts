import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import test from "node:test";
import { fromHex } from "@coffer/format/bytes";
import {
  ArchiveDoesNotExist,
  CancelledByUser,
  KeyfileNotFoundError,
  LockTimeout,
  ObjectNotFound,
  PassphraseWrong,
  PasswordRetriesExceeded,
  RepositoryAlreadyExists,
} from "@coffer/format/errors";
import { KEY_TYPES } from "@coffer/format/keys";
import {
  breakLock,
  compact,
  deleteArchives,
  deleteRepository,
  info,
  init,
  listArchive,
  listRepository,
  withRepository,
  withSession,
} from "@coffer/engine/commands";
import type { ArchiveSelection } from "@coffer/engine/commands";
import { GentleStop } from "@coffer/engine/context";
import type { EngineContext, Question } from "@coffer/engine/context";
import { loadSampleExpectations } from "@coffer/testkit/spec";
import { unpackSample } from "./sample-world.ts";
import type { SampleWorld } from "./sample-world.ts";

const samples = loadSampleExpectations();
/** As the real borg 1.4.5 tells of the sample `repokey`. */
const INFO_OF_BORG = {
  archives: [
    ["first", 1779828, 83481, 28, 4680],
    ["second", 1783375, 86570, 28, 7769],
  ],
  stats: {
    total_size: 3563203,
    total_csize: 170051,
    unique_size: 174055,
    unique_csize: 87146,
    total_unique_chunks: 48,
    total_chunks: 289,
  },
};
const WRITING = { exclusive: true, operations: [] } as const;
const READING = { exclusive: false, operations: [] } as const;

async function names(world: SampleWorld, selection?: ArchiveSelection): Promise<string[]> {
  const found: string[] = [];
  const options = { repository: world.repository, ...(selection && { selection }) };
  await listRepository(options, world.ctx, ({ name }) => void found.push(name));
  return found;
}

test("listRepository() selects by name, order and number as Borg does", async (t) => {
  const world = unpackSample(t, "history-options");
  const all = ["fixed", "h3", "options", "parts", "renamed", "stdin"];
  assert.deepEqual(await names(world), all);
  assert.deepEqual(await names(world, { sortBy: ["ts"] }), ["renamed", "h3", "fixed", "options", "stdin", "parts"]);
  assert.deepEqual(await names(world, { sortBy: ["name"], first: 2 }), ["fixed", "h3"]);
  assert.deepEqual(await names(world, { sortBy: ["ts"], last: 2 }), ["stdin", "parts"]);
  assert.deepEqual(await names(world, { glob: "*ed" }), ["fixed", "renamed"]);
  assert.deepEqual(await names(world, { glob: "*ed", last: 1 }), ["renamed"]);
  assert.deepEqual(await names(world, { glob: "nothing" }), []);
  const byId = await names(world, { sortBy: ["id"] });
  assert.deepEqual(byId.toSorted(), all);
});

test("listRepository() reads details, and listArchive() items, where they are asked for", async (t) => {
  const world = unpackSample(t, "repokey");
  const details: unknown[] = [];
  const options = { repository: world.repository, selection: { first: 1 }, withDetails: true };
  const facts = await listRepository(options, world.ctx, (_, found) => void details.push(found));
  assert.deepEqual(details, [
    {
      hostname: "vm",
      username: "root",
      comment: "Kommentar ü",
      command_line: samples["repokey"]?.archives[0]?.["cmdline"],
      end: 1704164645074658n,
      tamVerified: true,
    },
  ]);
  assert.equal(facts.last_modified, "2026-11-22T15:12:07.688529");
  assert.equal(facts.encryption_mode, "repokey");
  let content = "";
  const found: [path: string, references: number][] = [];
  await listArchive(
    { repository: world.repository, archive: "second", matches: (path) => path.endsWith("leaf"), withCache: true },
    world.ctx,
    async (item, archive) => {
      found.push([item.path, archive.refcount(item.chunks?.[0]?.id ?? new Uint8Array(32))]);
      for await (const piece of archive.content(item)) content += Buffer.from(piece).toString();
    },
  );
  assert.deepEqual(found, [["tree/sub/deeper/leaf", 2]]);
  assert.equal(content, "leaf\n");
  const unknown = { repository: world.repository, archive: "third" };
  await assert.rejects(
    listArchive(unknown, world.ctx, () => undefined),
    ArchiveDoesNotExist,
  );
});

test("listArchive() leaves out part files unless they are wanted", async (t) => {
  const world = unpackSample(t, "history-options");
  const count = async (considerPartFiles: boolean): Promise<number> => {
    let items = 0;
    const options = { repository: world.repository, archive: "parts", considerPartFiles };
    await listArchive(options, world.ctx, () => void (items += 1));
    return items;
  };
  const expected = samples["history-options"]?.archives.find(({ name }) => name === "parts");
  const items = expected?.["items"] as { part?: number }[];
  assert.equal(await count(true), items.length);
  assert.equal(await count(false), items.filter(({ part }) => part === undefined).length);
});

test("info() sums up what the archives say", async (t) => {
  const world = unpackSample(t, "repokey");
  const archives: [name: string, size: number, csize: number, nfiles: number, unique: number][] = [];
  const result = await info(
    { repository: world.repository, selection: { sortBy: ["ts"] } },
    world.ctx,
    ({ name, stats }) => {
      archives.push([name, stats.original_size, stats.compressed_size, stats.nfiles, stats.deduplicated_size]);
    },
  );
  assert.deepEqual(archives, INFO_OF_BORG.archives);
  assert.deepEqual(result.cache.stats, INFO_OF_BORG.stats);
  await assert.rejects(info({ repository: world.repository, archive: "third" }, world.ctx), ArchiveDoesNotExist);
});

test("deleteArchives() leaves nothing of archives that are gone, and all of the others", async (t) => {
  const world = unpackSample(t, "history-options", { workarounds: ["ignore_invalid_archive_tam"] });
  const { repository, ctx } = world;
  const order = ["parts", "h3", "renamed", "stdin", "options", "fixed"];
  let freed = 0;
  for (const [index, name] of order.entries()) {
    const before = await info({ repository }, ctx);
    const seen: unknown[] = [];
    const options = { repository, archives: [name, "unknown"], withCacheStatistics: true };
    const result = await deleteArchives(options, ctx, (archive, number, count) =>
      seen.push([archive.name, number, count]),
    );
    assert.deepEqual(seen, [[name, 1, 2]]);
    assert.equal(ctx.reporter.warnings.at(-1)?.message, "Archive unknown not found (2/2).");
    freed += result.deleted.deduplicated_size;
    const { unique_csize = Number.NaN } = result.cache ?? {};
    assert.equal(before.cache.stats.unique_csize + result.deleted.deduplicated_size, unique_csize);
    assert.deepEqual(await names(world), order.slice(index + 1).sort());
    for (const rest of order.slice(index + 1)) await readAll(world, rest);
  }
  assert.ok(freed < 0);
  await withSession({ repository }, ctx, READING, async (session) => {
    assert.equal(await session.repository.size(), 1, "only the manifest is left");
  });
  const total = (await info({ repository }, ctx)).cache.stats;
  assert.deepEqual([total.total_chunks, total.unique_csize, total.total_size], [0, 0, 0]);
});

test("a cache that was kept through deletions counts as one that is made anew", async (t) => {
  const { repository, ctx, base } = unpackSample(t, "repokey");
  await deleteArchives({ repository, archives: { glob: "f*" } }, ctx);
  const kept = (await info({ repository }, ctx)).cache.stats;
  await deleteRepository({ repository, cacheOnly: true }, ctx);
  assert.deepEqual(readdirSync(join(base, ".cache/borg")), ["CACHEDIR.TAG"]);
  assert.deepEqual((await info({ repository }, ctx)).cache.stats, kept);
});

test("deleteArchives() as a dry run changes nothing", async (t) => {
  const world = unpackSample(t, "repokey");
  const { repository, ctx } = world;
  const result = await deleteArchives({ repository, archives: ["first"], dryRun: true }, ctx);
  assert.deepEqual(
    result.archives.map(({ name }) => name),
    ["first"],
  );
  assert.deepEqual(result.deleted, { original_size: 0, compressed_size: 0, deduplicated_size: 0 });
  assert.deepEqual(await names(world), ["first", "second"]);
});

test("deleteArchives() deletes a damaged archive only by force", async (t) => {
  const world = unpackSample(t, "repokey");
  const { repository, ctx } = world;
  const items = samples["repokey"]?.archives[0]?.["item_chunk_ids"] as string[];
  await withRepository({ repository }, ctx, { exclusive: true }, async (opened) => {
    await opened.delete(fromHex(items[0] ?? ""));
    await opened.commit();
  });
  // Like Borg's, our cache cannot be built over the damage: it is there from before.
  const client = unpackSample(t, "repokey", { client: "client-state-repokey" });
  const before = { ...ctx, folders: client.ctx.folders };
  await assert.rejects(deleteArchives({ repository, archives: ["first"] }, before), ObjectNotFound);
  assert.deepEqual(await names(world), ["first", "second"]);
  await deleteArchives({ repository, archives: ["first"], force: 1 }, before);
  assert.deepEqual(await names(world), ["second"]);
  assert.deepEqual(ctx.reporter.messages("warning").slice(-2), [
    "forced deletion succeeded, but the deleted archive was corrupted.",
    "borg check --repair is required to free all space.",
  ]);
  await readAll(world, "second");
  await deleteArchives({ repository, archives: ["second", "first"], force: 2 }, ctx);
  assert.deepEqual(await names(world), []);
  assert.equal(ctx.reporter.messages("warning").at(-1), 'Done. Run "borg check --repair" to clean up the mess.');
});

test("deleteArchives() commits and stops where it is interrupted", async (t) => {
  const world = unpackSample(t, "history-deleted");
  const { repository, ctx } = world;
  const controller = new AbortController();
  const options = { repository, archives: ["h0", "h2"], signal: controller.signal };
  await assert.rejects(
    deleteArchives(options, ctx, () => controller.abort(new GentleStop())),
    /Got Ctrl-C/,
  );
  assert.deepEqual(await names(world), ["h2", "h3"]);
});

test("compact() frees what deletions left, and all content is still there", async (t) => {
  const world = unpackSample(t, "history-deleted");
  const { repository, ctx } = world;
  await deleteArchives({ repository, archives: ["h0", "h2"] }, ctx);
  const before = folderSize(join(repository, "data"));
  await compact({ repository, dryRun: true }, ctx);
  assert.equal(folderSize(join(repository, "data")), before);
  await compact({ repository }, ctx);
  assert.ok(folderSize(join(repository, "data")) < before * 0.9);
  assert.match(ctx.reporter.messages("info").at(-1) ?? "", /^compaction freed about .* repository space\.$/);
  await readAll(world, "h3");
});

test("deleteRepository() asks, and then takes all with it", async (t) => {
  const { repository, ctx, base } = unpackSample(t, "repokey", { client: "client-state-repokey" });
  const questions: Question[] = [];
  const answering = (answer: boolean): EngineContext => ({
    ...ctx,
    ask: (question) => {
      questions.push(question);
      return Promise.resolve(answer);
    },
  });
  const describeArchive = ({ name }: { name: string }): string => `* ${name}`;
  await assert.rejects(deleteRepository({ repository, describeArchive }, answering(false)), CancelledByUser);
  assert.equal(
    questions[0]?.message,
    `You requested to completely DELETE the following repository *including* 2 archives it contains:
${"-".repeat(78)}
Repository ID: ${samples["repokey"]?.repository_id}
Location: ${repository}

Archives:
* first
* second
${"-".repeat(78)}
Type 'YES' if you understand this and want to continue: `,
  );
  assert.deepEqual(questions[0].truish, ["YES"]);
  await deleteRepository({ repository, dryRun: true }, answering(true));
  assert.ok(existsSync(join(repository, "config")));
  await deleteRepository({ repository, keepSecurityInfo: true }, answering(true));
  assert.equal(existsSync(repository), false);
  assert.deepEqual(readdirSync(join(base, ".cache/borg")), ["CACHEDIR.TAG"]);
  assert.equal(readdirSync(join(base, ".config/borg/security")).length, 1);
  assert.deepEqual(ctx.reporter.messages("info").slice(-5), [
    "Would delete repository.",
    "Would delete security info.",
    "Would delete cache.",
    "Repository deleted.",
    "Cache deleted.",
  ]);
});

test("breakLock() frees repository and cache", async (t) => {
  const { repository, ctx, base } = unpackSample(t, "repokey", { client: "client-state-repokey" });
  const cache = join(base, ".cache/borg", samples["repokey"]?.repository_id ?? "");
  for (const folder of [repository, cache]) {
    const owner = join(folder, "lock.exclusive/elsewhere@1.4711-0");
    mkdirSync(dirname(owner));
    writeFileSync(owner, "");
  }
  await assert.rejects(compact({ repository }, ctx), LockTimeout);
  await breakLock({ repository }, ctx);
  for (const folder of [repository, cache]) assert.equal(existsSync(join(folder, "lock.exclusive")), false);
  await info({ repository }, ctx);
});

for (const { mode, storage } of KEY_TYPES) {
  test(`init() makes a repository of mode ${mode} that opens again`, async (t) => {
    const { ctx, base } = unpackSample(t, "none");
    const repository = join(base, "new");
    const options = { repository, encryption: mode, keyFileName: "new_key" };
    const made = await init(options, ctx);
    assert.equal(made.repository.encryption_mode, mode);
    assert.equal(made.hasKey, mode !== "none");
    assert.equal(existsSync(join(base, "keys/new_key")), storage === "keyfile");
    await assert.rejects(init(options, ctx), RepositoryAlreadyExists);
    await withSession({ repository }, ctx, WRITING, async (session) => {
      assert.deepEqual([...session.manifest.archives], []);
      assert.equal(session.key.keyType.mode, mode);
      assert.equal(session.security.isTamRequired(), mode !== "none");
      const id = session.key.idHash(Buffer.from("content"));
      await session.storeObject(id, Buffer.from("content"));
      assert.equal(Buffer.from(await session.readObject(id)).toString(), "content");
    });
    const { cache } = await info({ repository }, ctx);
    assert.equal(cache.stats.total_chunks, 0);
    if (mode === "none") return;
    const wrong = { ...ctx.passphrases, configured: () => Promise.resolve("wrong") };
    await assert.rejects(info({ repository }, { ...ctx, passphrases: wrong }), PassphraseWrong);
    let asked = 0;
    const typing = {
      ...ctx.passphrases,
      configured: () => Promise.resolve(undefined),
      prompt: (question: string) => {
        const target = storage === "keyfile" ? join(base, "keys/new_key") : repository;
        assert.equal(question, `Enter passphrase for key ${target}: `);
        asked += 1;
        return Promise.resolve("still wrong");
      },
    };
    await assert.rejects(info({ repository }, { ...ctx, passphrases: typing }), PasswordRetriesExceeded);
    assert.equal(asked, 3);
    if (storage === "keyfile") {
      const elsewhere = { ...ctx, folders: { ...ctx.folders, keys: join(base, "no-keys") } };
      await assert.rejects(info({ repository }, elsewhere), KeyfileNotFoundError);
    }
  });
}

test("init() refuses to write over a key file, and takes the next free name in the keys folder", async (t) => {
  const { ctx, base } = unpackSample(t, "none");
  const keyFile = join(base, "precious");
  writeFileSync(keyFile, "the only key of another repository");
  const options = { repository: join(base, "a"), encryption: "keyfile" as const, keyFileName: "k" };
  await assert.rejects(init(options, { ...ctx, keyFile }), /already exists/);
  assert.equal(existsSync(options.repository), false);
  assert.equal(readFileSync(keyFile, "utf8"), "the only key of another repository");
  for (const name of ["b", "c"]) await init({ ...options, repository: join(base, name) }, ctx);
  assert.deepEqual(readdirSync(join(base, "keys")).sort(), ["k", "k.2"]);
  for (const name of ["b", "c"]) await info({ repository: join(base, name) }, ctx);
});

async function readAll(world: SampleWorld, archive: string): Promise<void> {
  const { repository, ctx } = world;
  await listArchive({ repository, archive, considerPartFiles: true }, ctx, async (item, view) => {
    for await (const piece of view.content(item)) assert.ok(piece.length > 0);
  });
}

function folderSize(folder: string): number {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + sizeOf(join(entry.parentPath, entry.name)), 0);
}

function sizeOf(path: string): number {
  return statSync(path).size;
}
