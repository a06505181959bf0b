import assert from "node:assert/strict";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { LocalRepository } from "@coffer/engine/repository";
import { findBorgs, temporaryFolder } from "@coffer/testkit/borg";
import { BorgRepository } from "@coffer/testkit/borg-repository";
import { testContext } from "@coffer/testkit/context";

/*
 * The same damage, checked and repaired by the real borg 1.4 and by coffer: verdict, words and files must agree.
 */

interface Damage {
  readonly name: string;
  readonly inflict: (folder: string) => void;
  /** Why only the verdict can be compared: borg adds a COMMIT of its own when it rebuilds an index, or names another reason. */
  readonly differs?: string;
  /** Borg goes back by a transaction without a word, and finds all well; we say what is lost, and call it an error. */
  readonly isSilentInBorg?: true;
}

const { borg14 } = findBorgs();
const id = (number: number): Uint8Array => new Uint8Array(32).fill(number);
const segment = (folder: string, number: number): string => join(folder, `data/0/${number}`);

function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  const position = at < 0 ? bytes.length + at : at;
  bytes[position] = (bytes[position] ?? 0) ^ 0x40;
  writeFileSync(path, bytes);
}

function fileOf(folder: string, kind: string): string {
  const name = readdirSync(folder).find((found) => found.startsWith(`${kind}.`));
  assert.ok(name !== undefined);
  return join(folder, name);
}

const damages: readonly Damage[] = [
  { name: "none", inflict: () => undefined },
  { name: "a bit of the magic", inflict: (folder) => flip(segment(folder, 0), 3) },
  { name: "a bit of a CRC", inflict: (folder) => flip(segment(folder, 0), 8) },
  { name: "a high bit of a size", inflict: (folder) => flip(segment(folder, 0), 15) },
  { name: "a low bit of a size", inflict: (folder) => flip(segment(folder, 0), 12) },
  { name: "a bit of a tag", inflict: (folder) => flip(segment(folder, 0), 16) },
  { name: "a bit of an id", inflict: (folder) => flip(segment(folder, 0), 20) },
  { name: "a bit of an object", inflict: (folder) => flip(segment(folder, 0), 60) },
  { name: "a bit of a DELETE", inflict: (folder) => flip(segment(folder, 2), 30) },
  { name: "a bit of the last COMMIT", isSilentInBorg: true, inflict: (folder) => flip(segment(folder, 4), -1) },
  { name: "a segment cut short", inflict: (folder) => truncateSync(segment(folder, 0), 200) },
  { name: "a segment cut to its magic", inflict: (folder) => truncateSync(segment(folder, 0), 8) },
  { name: "a segment cut to nothing", inflict: (folder) => truncateSync(segment(folder, 0), 0) },
  { name: "a segment cut within a header", inflict: (folder) => truncateSync(segment(folder, 0), 8 + 131 + 5) },
  { name: "a segment gone", inflict: (folder) => rmSync(segment(folder, 0)) },
  { name: "the last COMMIT gone", isSilentInBorg: true, inflict: (folder) => rmSync(segment(folder, 4)) },
  {
    name: "garbage behind the last entry",
    inflict: (folder) => writeFileSync(segment(folder, 0), "garbage", { flag: "a" }),
  },
  { name: "the index gone", inflict: (folder) => rmSync(fileOf(folder, "index")) },
  { name: "the hints gone", inflict: (folder) => rmSync(fileOf(folder, "hints")) },
  { name: "the integrity record gone", inflict: (folder) => rmSync(fileOf(folder, "integrity")) },
  { name: "a bit of the index", differs: "an extra COMMIT", inflict: (folder) => flip(fileOf(folder, "index"), 5000) },
  {
    name: "a bit of the index's header",
    differs: "an extra COMMIT",
    inflict: (folder) => flip(fileOf(folder, "index"), 9),
  },
  {
    name: "an index cut short",
    differs: "an extra COMMIT",
    inflict: (folder) => truncateSync(fileOf(folder, "index"), 1000),
  },
  { name: "an empty index", inflict: (folder) => truncateSync(fileOf(folder, "index"), 0) },
  { name: "a bit of the hints", inflict: (folder) => flip(fileOf(folder, "hints"), 40) },
  {
    name: "all COMMITs gone, no index",
    inflict: (folder) => {
      for (const number of [1, 4]) rmSync(segment(folder, number));
      for (const kind of ["index", "hints", "integrity"]) rmSync(fileOf(folder, kind));
    },
  },
  {
    name: "all COMMITs gone",
    inflict: (folder) => {
      for (const number of [1, 4]) rmSync(segment(folder, number));
    },
  },
  {
    name: "an index of another log",
    inflict: (folder) => {
      const index = fileOf(folder, "index");
      rmSync(fileOf(folder, "integrity"));
      const bytes = readFileSync(index);
      // Number 7 of each bucket's offset: one object moves.
      for (let at = 18; at < bytes.length; at += 40) if (bytes[at] === 1) bytes.writeUInt32LE(77, at + 36);
      writeFileSync(index, bytes);
    },
  },
  {
    name: "all segments gone",
    inflict: (folder) => [0, 1, 2, 3, 4].forEach((number) => rmSync(segment(folder, number))),
  },
];

function snapshot(folder: string, prefix = ""): Record<string, string> {
  const files: Record<string, string> = {};
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (name.startsWith("lock.")) continue;
    if (statSync(path).isDirectory()) Object.assign(files, snapshot(path, `${prefix}${name}/`));
    else files[prefix + name] = Buffer.from(readFileSync(path)).toString("base64").slice(0, 4000);
  }
  return files;
}

const skip = borg14 === undefined ? "no borg 1.4" : false;

test("check and repair agree with borg 1.4", { skip }, async (t) => {
  assert.ok(borg14 !== undefined);
  const folder = temporaryFolder(t, { inMemory: 50_000_000 });
  await using borg = new BorgRepository(borg14, folder);
  const template = join(folder, "template");
  await makeTemplate(borg, template);
  for (const damage of damages) {
    for (const repair of [false, true]) {
      await t.test(`${damage.name}${repair ? ", repaired" : ""}`, async () => {
        await compare(borg, folder, template, damage, repair);
      });
    }
  }
});

async function makeTemplate(borg: BorgRepository, template: string): Promise<void> {
  await borg.create(template, { max_segment_size: 5_000, segments_per_dir: 1000 });
  await borg.open(template);
  for (let number = 1; number <= 6; number++) await borg.put(id(number), new Uint8Array(90).fill(number));
  await borg.commit({ compact: false, threshold: 0 });
  await borg.delete(id(2));
  await borg.put(id(3), new Uint8Array(20).fill(33));
  await borg.put(id(0), new Uint8Array(30));
  await borg.commit({ compact: false, threshold: 0 });
  await borg.close();
}

async function compare(
  borg: BorgRepository,
  folder: string,
  template: string,
  damage: Damage,
  repair: boolean,
): Promise<void> {
  // The same path for both, one after the other: messages name it.
  const path = join(folder, "checked");
  const theirs = await checkOne(path, template, damage, async () => {
    await borg.open(path);
    await borg.records();
    const verdict = await borg
      .check({ repair })
      .catch((error: unknown) => (error as Error).message.replace(/:.*/s, ""));
    await borg.close();
    return { verdict, records: (await borg.records()).map(([level, , message]) => `${level}: ${message}`) };
  });
  const ours = await checkOne(path, template, damage, async () => {
    const ctx = testContext();
    const repository = await LocalRepository.open(path, { exclusive: true }, ctx);
    const verdict = await repository.check({ repair }).catch((error: unknown) => (error as Error).name);
    await repository.close();
    const records = ctx.reporter.records.filter(({ level }) => level !== "debug");
    return { verdict, records: records.map(({ level, message }) => `${level}: ${message}`) };
  });
  if (damage.isSilentInBorg === true) assertLouder(ours, theirs, repair);
  else {
    if (damage.differs === undefined) assert.deepEqual(ours, theirs);
    assert.equal(ours.verdict, theirs.verdict);
  }
  if (!repair) return;
  // What we repaired is sound in the eyes of the real borg.
  await borg.open(path);
  assert.equal(await borg.check({ repair: false }), true);
  await borg.close();
}

type Checked = Awaited<ReturnType<typeof checkOne>>;

function assertLouder(ours: Checked, theirs: Checked, repair: boolean): void {
  assert.deepEqual(ours.files, theirs.files);
  assert.deepEqual([ours.verdict, theirs.verdict], [repair, true]);
  assert.ok(ours.records.includes("error: What transaction 4 changed is lost: its COMMIT is damaged [segment 4]"));
}

async function checkOne(
  path: string,
  template: string,
  damage: Damage,
  check: () => Promise<{ verdict: unknown; records: string[] }>,
): Promise<{ verdict: unknown; records: string[]; files: Record<string, string> }> {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path);
  cpSync(template, path, { recursive: true });
  damage.inflict(path);
  const { verdict, records } = await check();
  return { verdict, records, files: snapshot(path) };
}
