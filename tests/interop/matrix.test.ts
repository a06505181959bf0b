import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { TestContext } from "node:test";
import { Client, coffer, temporaryFolder, theBorgs } from "@coffer/testkit/borg";
import type { Program } from "@coffer/testkit/borg";
import { compareTrees, makeTree, removeTree } from "@coffer/testkit/tree";
import type { TreeOptions } from "@coffer/testkit/tree";
import { Chance, needBorg } from "./support/index.ts";

/**
 * Every encryption mode x every compressor x both borgs, in both directions. `npm run test:matrix` runs all of it; else a selection
 * that covers every mode and every compressor with each borg in each direction.
 */
const MODES = [
  "none",
  "authenticated",
  "authenticated-blake2",
  "repokey",
  "keyfile",
  "repokey-blake2",
  "keyfile-blake2",
];
const COMPRESSORS = ["none", "lz4", "zstd,3", "zstd,19", "zlib,6", "lzma,2", "auto,zstd,10", "obfuscate,3,lz4"];
const ROUNDS = 10;
const ALL = process.env["COFFER_MATRIX"] === "all";

/** Every key that two listings of one archive must agree on. */
const LIST_FORMAT =
  "{mode} {user:6} {group:6} {uid} {gid} {size:8} {csize:8} {dsize} {dcsize} {num_chunks} {unique_chunks} {isomtime} {isoctime} " +
  "{isoatime} {health} {flags} {sha256} {xxh64} {path}{extra}{NL}";

interface Cell {
  readonly mode: string;
  readonly compressor: string;
  readonly size: NonNullable<TreeOptions["size"]>;
}

const { skip } = needBorg();
/** Of one cell. */
const timeout = 1_800_000;
/** Of all cells with one borg in one direction. */
const suiteTimeout = ALL ? 8 * 3_600_000 : timeout;

for (const [borgIndex, borg] of theBorgs().entries()) {
  for (const [direction, writer, reader] of [
    ["(a) coffer writes, borg reads", coffer, borg],
    ["(b) borg writes, coffer reads", borg, coffer],
  ] as const) {
    describe(`${direction}, ${borg.name}`, { skip, timeout: suiteTimeout }, () => {
      for (const cell of cellsFor(borgIndex * 3 + (writer === coffer ? 0 : 1))) {
        test(`${cell.mode} ${cell.compressor} (${cell.size})`, { timeout }, (context) =>
          roundTrip(context, cell, writer, reader),
        );
      }
    });
  }

  describe(`(c) both take turns, ${borg.name}`, { skip, timeout: suiteTimeout }, () => {
    const cells = ALL ? cellsFor(0) : cellsFor(borgIndex).slice(borgIndex * 4, borgIndex * 4 + 4);
    for (const { mode, compressor } of cells) {
      test(`${mode} ${compressor}`, { timeout }, (context) =>
        takeTurns(context, { mode, compressor, size: "tiny" }, borg),
      );
    }
  });
}

/** All cells, or eight that hold every mode and every compressor; `shift` pairs them differently. */
function cellsFor(shift: number): Cell[] {
  if (ALL) {
    const cells = MODES.flatMap((mode) =>
      COMPRESSORS.map((compressor): Cell => ({ mode, compressor, size: "normal" })),
    );
    return [...cells, { mode: "repokey-blake2", compressor: "lz4", size: "large" }];
  }
  return COMPRESSORS.map((compressor, index) => ({
    mode: MODES[(index + shift) % MODES.length] ?? "none",
    compressor,
    size: compressor === "lz4" ? "normal" : "tiny",
  }));
}

interface Scene {
  readonly folder: string;
  readonly tree: string;
  readonly repository: string;
  readonly client: Client;
}

function makeScene(context: TestContext, size: Cell["size"]): Scene {
  const folder = temporaryFolder(context, { inMemory: size === "large" ? 3e9 : 300e6 });
  const tree = join(folder, "tree");
  makeTree(tree, { seed: 11, size });
  // immutable files would stop the removal of the folder
  context.after(() => removeTree(folder));
  return { folder, tree, repository: join(folder, "repository"), client: new Client(join(folder, "home")) };
}

async function roundTrip(context: TestContext, cell: Cell, writer: Program, reader: Program): Promise<void> {
  const scene = makeScene(context, cell.size);
  const { client, repository, tree } = scene;
  await client.call(writer, ["init", "-e", cell.mode, repository]);
  await client.call(writer, ["create", "-C", cell.compressor, `${repository}::a`, "."], { cwd: tree });
  await client.call(reader, ["check", "--verify-data", repository]);
  await assertSameListing(client, writer, reader, `${repository}::a`);
  await assertSameInfo(client, writer, reader, repository);
  await assertRestores(scene, reader, "a");
  await assertRestores(scene, reader, "a", ["--sparse"]);
  // and whoever wrote it can still read it after the other was there
  await client.call(writer, ["check", repository]);
}

/** One repository, one cache and one security folder; borg and coffer in turns. */
async function takeTurns(context: TestContext, cell: Cell, borg: Program): Promise<void> {
  const scene = makeScene(context, cell.size);
  const { client, repository, tree } = scene;
  const chance = new Chance(5);
  await client.call(coffer, ["init", "-e", cell.mode, repository]);
  for (let round = 0; round < ROUNDS; round += 1) {
    const turns = chance.below(2) === 0 ? [borg, coffer] : [coffer, borg];
    for (const [turn, program] of turns.entries()) {
      changeSome(tree, round * 2 + turn, chance);
      const created = ["create", "-C", cell.compressor, `${repository}::${round}-${program.name}`, "."];
      await client.call(program, created, { cwd: tree });
      if (chance.below(4) === 0) await client.call(program, ["check", repository]);
    }
    // what one has written the other deletes
    if (round % 4 === 3) {
      await client.call(borg, ["delete", `${repository}::${round - 2}-coffer`]);
      await client.call(coffer, ["delete", `${repository}::${round - 2}-${borg.name}`]);
      await client.call(chance.pick(turns), ["compact", "--threshold", "0", repository]);
    }
  }
  const last = `${ROUNDS - 1}-coffer`;
  for (const program of [borg, coffer]) {
    await client.call(program, ["check", "--verify-data", repository]);
    const { text } = await client.call(program, ["list", "--short", repository]);
    assert.equal(text.trim().split("\n").length, ROUNDS * 2 - 4);
  }
  const newest = await newestArchive(client, borg, repository);
  for (const program of [borg, coffer]) await assertRestores(scene, program, newest);
  await assertSameListing(client, borg, coffer, `${repository}::${last}`);
  await assertSameListing(client, borg, coffer, `${repository}::${ROUNDS - 1}-${borg.name}`);
  await assertSameInfo(client, borg, coffer, repository);
}

async function newestArchive(client: Client, program: Program, repository: string): Promise<string> {
  const { text } = await client.call(program, ["list", "--short", "--last", "1", repository]);
  return text.trim();
}

/** Both list the same items with the same metadata, to the last field. */
async function assertSameListing(client: Client, one: Program, other: Program, archive: string): Promise<void> {
  for (const args of [
    ["list", "--json-lines", archive],
    ["list", "--format", LIST_FORMAT, archive],
    ["list", archive],
  ]) {
    const [left, right] = [await client.call(one, args), await client.call(other, args)];
    assert.ok(left.stdout.length > 1000, "the listing is too short to be true");
    assertSameLines(right.stdout, left.stdout, `${args.join(" ")}: ${one.name} and ${other.name} differ`);
  }
}

async function assertSameInfo(client: Client, one: Program, other: Program, repository: string): Promise<void> {
  // 1.2 leaves the metadata out of the deduplicated size; coffer does as 1.4
  if ([one, other].some(({ name }) => name === "borg-1.2")) return;
  const archive = await newestArchive(client, one, repository);
  for (const args of [
    ["info", "--json", `${repository}::${archive}`],
    ["info", "--json", repository],
    ["list", "--json", repository],
  ]) {
    const [left, right] = [await client.call(one, args), await client.call(other, args)];
    assert.deepEqual(
      withoutVersionDetails(right.text),
      withoutVersionDetails(left.text),
      `${args.join(" ")}: ${one.name} and ${other.name} differ`,
    );
  }
}

/** `cwd` of archives is new in 1.4.4. */
function withoutVersionDetails(text: string): unknown {
  return JSON.parse(text, (key, value: unknown) => (key === "cwd" ? undefined : value));
}

function assertSameLines(actual: Buffer, expected: Buffer, what: string): void {
  const [ours, theirs] = [actual, expected].map((output) => output.toString("latin1").split("\n").map(withSortedKeys));
  assert.ok(ours !== undefined && theirs !== undefined);
  const differing = theirs.flatMap((line, index) => (line === ours[index] ? [] : [`- ${line}\n+ ${ours[index]}`]));
  assert.ok(differing.length === 0, `${what}\n${differing.slice(0, 5).join("\n")}`);
  assert.equal(ours.length, theirs.length, what);
}

/** The real borg prints the keys of JSON lines in an order that changes from run to run. */
function withSortedKeys(line: string): string {
  if (!line.startsWith("{")) return line;
  return JSON.stringify(
    Object.fromEntries(Object.entries(JSON.parse(line) as object).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  );
}

async function assertRestores(
  scene: Scene,
  program: Program,
  archive: string,
  options: readonly string[] = [],
): Promise<void> {
  // a name no longer than that of the tree: its deepest paths are as long as the system takes
  const target = join(scene.folder, "back");
  mkdirSync(target);
  await scene.client.call(program, ["extract", ...options, `${scene.repository}::${archive}`], { cwd: target });
  const differences = compareTrees(scene.tree, target);
  assert.deepEqual(differences, [], `${program.name} restored something else`);
  removeTree(target);
}

/** Files that grow, shrink, come and go. */
function changeSome(tree: string, turn: number, chance: Chance): void {
  const folder = join(tree, "changing");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `new-${turn}`), chance.bytes(1000 + chance.below(200_000)));
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const draw = chance.below(6);
    if (draw === 0) appendFileSync(path, chance.bytes(chance.below(5000)));
    else if (draw === 1) writeFileSync(path, chance.bytes(Math.max(1, statSync(path).size - 500)));
    else if (draw === 2 && turn > 4) rmSync(path);
  }
}
