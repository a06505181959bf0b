import assert from "node:assert/strict";
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { packValue, toHex } from "@coffer/format/bytes";
import { CancelledByUser } from "@coffer/format/errors";
import { check, withSession } from "@coffer/engine/commands";
import type { CheckOptions } from "@coffer/engine/commands";
import type { Session } from "@coffer/engine/session";
import { Client, findBorgs } from "@coffer/testkit/borg";
import { loadSampleExpectations, SAMPLE_PASSPHRASE } from "@coffer/testkit/spec";
import { addArchive, falsify, flip, lose, makeItem, MANIFEST, packItems, store } from "./damage.ts";
import { unpackSample } from "./sample-world.ts";
import type { SampleWorld } from "./sample-world.ts";

/**
 * Repositories with one fault each: what check says of it, side by side with the real borg where there is one.
 */
interface Golden {
  /** The damage. */
  readonly name: string;
  readonly sample?: string;
  /** Adds to the sound repository what the damage needs. */
  readonly prepare?: (session: Session) => Promise<void>;
  readonly damage?: (repository: string) => void;
  readonly options?: Partial<CheckOptions>;
  /** The same options, as borg takes them. */
  readonly flags?: readonly string[];
  /** Parts of messages that must be there, in order. */
  readonly says: readonly string[];
  readonly isSound?: boolean;
  /** Why the real borg is not asked: it ends with a traceback where we go on. */
  readonly borgCrashes?: true;
}

const READING = { exclusive: false, operations: ["read"], secure: false } as const;
const WRITING = { exclusive: true, operations: ["write"] } as const;
/** Nothing is to be done there, so a few of them tell enough. */
const SAMPLES_REPAIRED = new Set(["authenticated-blake2", "compressors", "history-options"]);

const sample = loadSampleExpectations()["repokey"];
assert.ok(sample !== undefined);
const first = sample.archives[0] as unknown as SampleArchive;
const second = sample.archives[1] as unknown as SampleArchive;

interface SampleArchive {
  readonly name: string;
  readonly id: string;
  readonly item_chunk_ids: readonly string[];
  readonly items: readonly { path_b64: string; chunks?: readonly [string, number, number][] }[];
}

const withChunk = first.items.find((item) => (item.chunks?.length ?? 0) > 0);
assert.ok(withChunk?.chunks?.[0] !== undefined);
const [lostChunk, lostSize] = withChunk.chunks[0];

const VERIFY = { options: { verifyData: true }, flags: ["--verify-data"] };
const ARCHIVES_ONLY = { options: { archivesOnly: true }, flags: ["--archives-only"] };

const spoilMac = (object: Uint8Array): void => {
  object[object.length - 1] = (object.at(-1) ?? 0) ^ 1;
};
const spoilType = (object: Uint8Array): void => {
  object[0] = 0x77;
};

/** A long item stream in three chunks, the middle one of which begins and ends inside an item. */
const longStream = packItems(Array.from({ length: 300 }, (_, index) => makeItem(`file/${index}`.padEnd(60, "x"))));
const thirds = [longStream.slice(0, 9000), longStream.slice(9000, 17_000), longStream.slice(17_000)];
const longIds: string[] = [];

const absent = (name: number, size: number) => ({ id: new Uint8Array(32).fill(name), size, csize: size });

const GOLDENS: readonly Golden[] = [
  { name: "no damage", says: ["Archive consistency check complete, no problems found."], isSound: true, ...VERIFY },
  ...Object.keys(loadSampleExpectations()).map((name): Golden => {
    const says =
      name === "history-options" || name === "history-append-only" ? ["Archive TAM authentication issue"] : [];
    return { name: `none (sample ${name})`, sample: name, says, isSound: says.length === 0, ...VERIFY };
  }),
  {
    name: "manifest lost",
    damage: (repository) => lose(repository, MANIFEST),
    says: ["Repository manifest not found!", "Found archive ", "Found archive ", "The rebuilt manifest will only be"],
  },
  {
    name: "manifest with a wrong MAC",
    damage: (repository) => falsify(repository, MANIFEST, spoilMac),
    says: ["Repository manifest is corrupted: MAC Authentication failed", "Manifest rebuild complete."],
  },
  {
    name: "manifest with a wrong MAC, all data verified",
    damage: (repository) => falsify(repository, MANIFEST, spoilMac),
    says: [
      `chunk ${MANIFEST}, integrity error: MAC Authentication failed`,
      "with 1 integrity errors",
      "Found archive ",
    ],
    ...VERIFY,
  },
  {
    name: "manifest of an unknown key type",
    damage: (repository) => falsify(repository, MANIFEST, spoilType),
    says: ["Repository manifest is corrupted: Data integrity error: Chunk (unknown): Invalid encryption envelope"],
  },
  {
    name: "manifest with a wrong checksum",
    damage: (repository) => flip(repository, MANIFEST),
    says: [
      "Data integrity error: Segment entry checksum mismatch [segment",
      "Finished full repository check, errors found.",
    ],
  },
  {
    name: "manifest with a wrong checksum, archives only",
    damage: (repository) => flip(repository, MANIFEST),
    says: ["Repository manifest is corrupted: Data integrity error: Segment entry checksum mismatch", "Found archive "],
    ...ARCHIVES_ONLY,
    borgCrashes: true,
  },
  {
    name: "archive metadata lost",
    damage: (repository) => lose(repository, first.id),
    says: [`Archive metadata block ${first.id} is missing!`, " orphaned objects found!"],
  },
  {
    name: "archive metadata with a wrong MAC",
    damage: (repository) => falsify(repository, first.id, spoilMac),
    says: [`Archive metadata block ${first.id} is corrupted: MAC Authentication failed`, "orphaned objects found!"],
    borgCrashes: true,
  },
  {
    name: "archive metadata of an unknown key type",
    damage: (repository) => falsify(repository, first.id, spoilType),
    says: [`Archive metadata block ${first.id} is corrupted: Data integrity error: Chunk ${first.id}: Invalid`],
  },
  {
    name: "archive metadata without TAM",
    prepare: async (session) => void (await addArchive(session, { name: "bare", stream: [], tam: "none" })),
    says: [
      "Archive TAM authentication issue for archive bare: Archive 'bare' is unauthenticated, but it is required",
      "This archive would be *removed* / *deleted* when using --repair!",
    ],
  },
  {
    name: "archive metadata with a false TAM",
    prepare: async (session) => void (await addArchive(session, { name: "false", stream: [], tam: "foreign" })),
    says: ["Archive TAM authentication issue for archive false: Data integrity error: Archive authentication did not"],
  },
  {
    name: "manifest lost, and among the archives one twice and one without TAM",
    prepare: async (session) => {
      const stream = [packItems([makeItem("one")])];
      await addArchive(session, { name: first.name, stream, isListed: false });
      await addArchive(session, { name: "bare", stream, tam: "none", isListed: false });
    },
    damage: (repository) => lose(repository, MANIFEST),
    says: ["Archive TAM authentication issue for archive bare:", "will *not* be added to the rebuilt manifest!"],
  },
  {
    name: "item stream lost",
    damage: (repository) => lose(repository, first.item_chunk_ids[0] ?? ""),
    says: [`item metadata chunk missing [chunk: 000000_${first.item_chunk_ids[0]}]`],
  },
  {
    name: "item stream of an unknown key type",
    damage: (repository) => falsify(repository, first.item_chunk_ids[0] ?? "", spoilType),
    says: [`Invalid encryption envelope [chunk: 000000_${first.item_chunk_ids[0]}]`],
  },
  {
    name: "item stream with a wrong checksum, archives only",
    damage: (repository) => flip(repository, first.item_chunk_ids[0] ?? ""),
    says: ["Segment entry checksum mismatch [segment", `[chunk: 000000_${first.item_chunk_ids[0]}]`],
    ...ARCHIVES_ONLY,
    borgCrashes: true,
  },
  {
    name: "middle of a long item stream lost",
    prepare: async (session) => {
      longIds.splice(0, 3, ...(await addArchive(session, { name: "long", stream: thirds })).map(toHex));
    },
    damage: (repository) => lose(repository, longIds[1] ?? ""),
    says: ["Analyzing archive long", "item metadata chunk missing [chunk: 000001_"],
  },
  {
    name: "strange values in an item stream",
    prepare: async (session) => {
      const strange = packValue(
        new Map<string, string | number>([
          ["mtime", 1],
          ["path", "x"],
          ["virus", 1],
        ]),
      );
      const stream = [
        packValue(7),
        strange,
        packItems([makeItem("fine")]),
        Uint8Array.of(0xc1, 0xc1),
        packItems([makeItem("z")]),
      ];
      await addArchive(session, { name: "strange", stream });
    },
    says: [
      "(not a dictionary) [chunk: 000000_",
      "(invalid keys: virus) [chunk: 000001_",
      "Unpacker crashed while unpacking item metadata, trying to resync... [chunk: 000003_",
    ],
  },
  {
    name: "file content lost",
    damage: (repository) => lose(repository, lostChunk),
    says: [`New missing file chunk detected (Byte 0-${lostSize}, Chunk ${lostChunk}). Would replace it with all-zero`],
  },
  {
    name: "file content with a wrong MAC",
    damage: (repository) => falsify(repository, lostChunk, spoilMac),
    says: ["no problems found."],
    isSound: true,
  },
  {
    name: "file content with a wrong MAC, all data verified",
    damage: (repository) => falsify(repository, lostChunk, spoilMac),
    says: [`chunk ${lostChunk}, integrity error: MAC Authentication failed`, "Found defect chunks. With --repair,"],
    ...VERIFY,
  },
  {
    name: "file content with a wrong checksum, archives only, all data verified",
    damage: (repository) => flip(repository, lostChunk),
    says: [
      `chunk ${lostChunk}: Data integrity error: Segment entry checksum mismatch [segment`,
      "with 1 integrity errors",
    ],
    options: { archivesOnly: true, verifyData: true },
    flags: ["--archives-only", "--verify-data"],
  },
  {
    name: "content that is not what its id says",
    prepare: async (session) =>
      session.storeObject(new Uint8Array(32).fill(9), new Uint8Array(100)).then(() => undefined),
    says: [`Chunk ${"09".repeat(32)}: id verification failed`, "1 orphaned objects found!"],
    ...VERIFY,
  },
  {
    name: "files with replaced chunks: still lost, back again, of unequal length, of another size",
    prepare: async (session) => {
      const zeros = { id: await store(session, new Uint8Array(50)), size: 50, csize: 60 };
      const back = { id: await store(session, new Uint8Array(50).fill(1)), size: 50, csize: 60 };
      const lists = (chunks_healthy: (typeof zeros)[]) => ({ chunks: [zeros], chunks_healthy, size: 50 });
      const stream = packItems([
        makeItem("still-lost", lists([absent(5, 50)])),
        makeItem("back", lists([back])),
        makeItem("unequal", lists([back, back])),
        makeItem("zeros-lost", { chunks: [absent(6, 40)], chunks_healthy: [absent(7, 40)], size: 40 }),
        makeItem("size", { chunks: [zeros], size: 51 }),
        makeItem("twice-lost", { chunks: [absent(8, 33), zeros, absent(8, 33)], size: 116 }),
      ]);
      await addArchive(session, { name: "patched", stream: [stream] });
    },
    says: [
      "patched: still-lost: Previously missing file chunk is still missing (Byte 0-50,",
      "patched: back: Missing file chunk would be healed with --repair!",
      "patched: back: Would completely heal damaged file with --repair!",
      "patched: unequal: Invalid chunks_healthy metadata would be removed with --repair!",
      "patched: zeros-lost: Missing all-zero replacement chunk detected (Byte 0-40,",
      "patched: size: size inconsistency detected: size 51, chunks size 50",
      "patched: twice-lost: New missing file chunk detected (Byte 0-33,",
      "patched: twice-lost: New missing file chunk detected (Byte 83-116,",
    ],
  },
  {
    name: "an orphan",
    prepare: async (session) => void (await store(session, new Uint8Array(77))),
    says: ["1 orphaned objects found!", "Archive consistency check complete, problems found."],
  },
  {
    name: "an orphan that a check of some archives does not see",
    prepare: async (session) => void (await store(session, new Uint8Array(77))),
    says: ["Orphaned objects check skipped (needs all archives checked)."],
    options: { archives: { first: 1 } },
    flags: ["--first", "1"],
    isSound: true,
  },
  {
    name: "a repository without any object",
    damage: (repository) => {
      for (const id of allIds()) lose(repository, id);
    },
    says: ["Repository contains no apparent data at all, cannot continue check/repair."],
  },
];

function allIds(): Set<string> {
  const ids = new Set([MANIFEST]);
  for (const archive of [first, second]) {
    ids.add(archive.id);
    for (const id of archive.item_chunk_ids) ids.add(id);
    for (const item of archive.items) for (const [id] of item.chunks ?? []) ids.add(id);
  }
  return ids;
}

const { borg14 } = findBorgs();
const skip = borg14 === undefined ? "no borg 1.4 to compare with" : false;

for (const golden of GOLDENS) {
  test(`check: ${golden.name}`, async (t) => {
    const world = await makeGolden(t, golden);
    const { isSound } = await check({ repository: world.repository, ...golden.options }, world.ctx);
    const said = world.ctx.reporter.messages();
    assertSaid(said, golden.says);
    assert.equal(isSound, golden.isSound ?? false, said.join("\n"));
    const errors = world.ctx.reporter.messages("error");
    if (isSound) assert.deepEqual(errors, []);
  });

  if (golden.borgCrashes === true) continue;
  test(`check as borg does: ${golden.name}`, { skip }, async (t) => {
    assert.ok(borg14 !== undefined);
    const world = await makeGolden(t, golden);
    const copy = join(world.base, "copy");
    cpSync(world.repository, copy, { recursive: true });
    const theirs = await clientOf(world).call(borg14, ["check", "-v", ...(golden.flags ?? []), copy], { codes: "any" });
    const { isSound } = await check({ repository: world.repository, ...golden.options }, world.ctx);
    const ours = world.ctx.reporter.records.filter(({ level }) => level !== "debug").map(({ message }) => message);
    assert.deepEqual(ours, saidBy(theirs));
    assert.equal(isSound ? 0 : 1, theirs.code);
  });
}

for (const golden of GOLDENS) {
  if (!isFullRepair(golden)) continue;
  test(`repair: ${golden.name}`, { skip }, async (t) => {
    assert.ok(borg14 !== undefined);
    const world = await makeGolden(t, golden);
    const copy = join(world.base, "copy");
    cpSync(world.repository, copy, { recursive: true });
    const client = clientOf(world);
    const flags = ["check", "-v", "--repair", ...(golden.flags ?? [])];
    const { isSound } = await check({ repository: world.repository, repair: true, ...golden.options }, world.ctx);
    assert.ok(isSound);
    const verdict = await client.call(borg14, ["check", "--verify-data", world.repository], { codes: "any" });
    // Borg warns of wrong sizes, and leaves them.
    const rest = verdict.stderr.split("\n").filter((line) => line !== "" && !line.includes("size inconsistency"));
    assert.deepEqual([verdict.code, rest], [0, []], "the real borg finds nothing wrong after our repair");
    if (golden.borgCrashes === true) return;
    const theirs = await client.call(borg14, [...flags, copy]);
    const ours = world.ctx.reporter.records.filter(({ level }) => level !== "debug").map(({ message }) => message);
    assert.deepEqual(
      ours,
      saidBy(theirs).map((line) => line.replace(copy, world.repository)),
    );
    assert.deepEqual(await contents(world), await contents({ ...world, repository: copy }));
  });
}

/** A check of a part leaves the rest as it is, and what only `--verify-data` sees is not repaired without it. */
function isFullRepair({ name, sample: of, flags = [], damage }: Golden): boolean {
  if (flags.includes("--first") || flags.includes("--archives-only")) return false;
  if (name === "file content with a wrong MAC" || name === "a repository without any object") return false;
  return of === undefined || damage !== undefined || SAMPLES_REPAIRED.has(of);
}

test("repair twice: the lost chunk comes back with the next backup, and the file is healed", async (t) => {
  const content = new Uint8Array(5000).fill(3);
  let id = "";
  const world = await makeGolden(t, {
    name: "",
    says: [],
    prepare: async (session) => {
      const chunk = { id: await store(session, content), size: 5000, csize: 100 };
      id = toHex(chunk.id);
      await addArchive(session, { name: "a", stream: [packItems([makeItem("f", { chunks: [chunk], size: 5000 })])] });
    },
    damage: (repository) => lose(repository, id),
  });
  const options = { repository: world.repository, repair: true };
  await check(options, world.ctx);
  await withSession({ repository: world.repository }, world.ctx, WRITING, async (session) => {
    const chunk = { id: await store(session, content), size: 5000, csize: 100 };
    await addArchive(session, { name: "b", stream: [packItems([makeItem("g", { chunks: [chunk], size: 5000 })])] });
    await session.writeManifest();
    await session.repository.commit();
  });
  world.ctx.reporter.records.length = 0;
  await check(options, world.ctx);
  assertSaid(world.ctx.reporter.messages(), [
    `a: f: Healed previously missing file chunk! (Byte 0-5000, Chunk ${id})`,
    "a: f: Completely healed previously damaged file!",
    "Deleting 0 orphaned and ",
  ]);
  world.ctx.reporter.records.length = 0;
  assert.ok((await check({ repository: world.repository, verifyData: true }, world.ctx)).isSound);
});

test("a repair that is declined changes nothing", async (t) => {
  const world = await makeGolden(t, { name: "", says: [], damage: (repository) => lose(repository, first.id) });
  const before = await objects(world);
  const ctx = { ...world.ctx, ask: () => Promise.resolve(false) };
  await assert.rejects(check({ repository: world.repository, repair: true }, ctx), CancelledByUser);
  assert.deepEqual(await objects(world), before);
});

test("check says the same with and without threads", async (t) => {
  const golden = GOLDENS.find(({ name }) => name === "file content with a wrong MAC, all data verified");
  assert.ok(golden !== undefined);
  const words: string[][] = [];
  for (const threads of [0, 1, 3]) {
    const world = await makeGolden(t, golden);
    await check({ repository: world.repository, ...golden.options }, { ...world.ctx, threads });
    words.push(world.ctx.reporter.messages());
  }
  assert.deepEqual(words[1], words[0]);
  assert.deepEqual(words[2], words[0]);
});

test("check changes nothing", async (t) => {
  const world = await makeGolden(t, GOLDENS[0] as Golden);
  const before = await objects(world);
  await check({ repository: world.repository, verifyData: true }, world.ctx);
  assert.deepEqual(await objects(world), before);
});

function clientOf(world: SampleWorld): Client {
  const keys = join(world.base, "keys");
  mkdirSync(keys, { recursive: true });
  return new Client(join(world.base, "home"), { passphrase: SAMPLE_PASSPHRASE, env: { BORG_KEYS_DIR: keys } });
}

/** What borg said, without the question and its answer. */
function saidBy(finished: { readonly stderr: string }): string[] {
  const lines = finished.stderr.trimEnd().split("\n");
  const answer = lines.findIndex((line) => line.includes("BORG_CHECK_I_KNOW_WHAT_I_AM_DOING"));
  return lines.slice(answer + 1);
}

/** Archives with the ids of their metadata, and the ids of all objects: equal ids are equal contents. */
async function contents(world: SampleWorld): Promise<unknown> {
  return withSession({ repository: world.repository }, world.ctx, READING, async ({ repository, manifest }) => ({
    archives: [...manifest.archives].map(([name, { id, time }]) => `${name} ${toHex(id)} ${time}`).sort(),
    objects: (await repository.list()).map(toHex).sort(),
  }));
}

async function objects(world: SampleWorld): Promise<string[]> {
  return withSession({ repository: world.repository }, world.ctx, READING, async ({ repository }) => {
    const ids = await repository.list();
    return Promise.all(ids.map(async (id) => `${toHex(id)} ${toHex(await repository.get(id))}`));
  });
}

async function makeGolden(t: TestContext, golden: Golden): Promise<SampleWorld> {
  const world = unpackSample(t, golden.sample ?? "repokey");
  if (golden.prepare !== undefined) {
    await withSession({ repository: world.repository }, world.ctx, WRITING, async (session) => {
      await golden.prepare?.(session);
      await session.writeManifest();
      await session.repository.commit();
    });
  }
  golden.damage?.(world.repository);
  world.ctx.reporter.records.length = 0;
  return world;
}

function assertSaid(said: readonly string[], parts: readonly string[]): void {
  let at = 0;
  for (const part of parts) {
    at = said.findIndex((message, index) => index >= at && message.includes(part));
    assert.ok(at >= 0, `not said (in this order): ${part}\n${said.join("\n")}`);
  }
}
