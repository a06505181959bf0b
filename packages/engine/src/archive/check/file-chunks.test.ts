import assert from "node:assert/strict";
import { test } from "node:test";
import { MsgpackReader, MsgpackWriter, toHex } from "@coffer/format/bytes";
import { encodeItem } from "@coffer/format/archive";
import type { Item, ItemChunk } from "@coffer/format/archive";
import { Key, plaintextSecrets } from "@coffer/format/keys";
import { ITEM_KEYS } from "@coffer/format/manifest";
import { RecordingReporter } from "@coffer/testkit/context";
import { FileChecker } from "./file-chunks.ts";
import type { ChunkListChange } from "./file-chunks.ts";
import { Findings } from "./findings.ts";
import { outlineItem } from "./item-outline.ts";
import { ObjectTable } from "./object-table.ts";
import { References } from "./references.ts";
import { ZeroChunks } from "./zero-chunks.ts";

const key = new Key(plaintextSecrets(new Uint8Array(32)));

function chunk(name: number, size = 100): ItemChunk {
  return { id: new Uint8Array(32).fill(name), size, csize: size + 5 };
}

interface Outcome {
  readonly change: ChunkListChange | undefined;
  readonly words: string[];
  readonly found: boolean;
  readonly references: References;
}

/** Checks one file in a repository that has the chunks `present`. */
function checkFile(fields: Partial<Item>, present: readonly ItemChunk[]): Outcome {
  const item: Item = { path: "f", mode: 0o100644, uid: 0, gid: 0, user: null, group: null, mtime: 0n, ...fields };
  const writer = new MsgpackWriter();
  encodeItem(item, writer);
  const reader = new MsgpackReader(writer.toBytes());
  const outline = outlineItem(reader, new Set(ITEM_KEYS));
  assert.ok("path" in outline);
  const objects = new ObjectTable();
  for (const { id } of present) objects.add(id);
  const references = new References();
  references.reset(objects);
  const reporter = new RecordingReporter();
  const findings = new Findings(reporter);
  const checker = new FileChecker({ findings, references, zeros: new ZeroChunks(key), repairs: undefined });
  const change = checker.check("arch", outline, reader);
  return { change, words: reporter.messages(), found: findings.found, references };
}

function unused(references: References): string[] {
  return Array.from(references.unused(), ({ id }) => toHex(id).slice(0, 2)).sort();
}

test("a sound file is counted, and not a word is said", () => {
  const chunks = [chunk(1), chunk(2), chunk(1)];
  const { change, words, found, references } = checkFile({ chunks, size: 300 }, [...chunks, chunk(9)]);
  assert.deepEqual([change, words, found, unused(references)], [undefined, [], false, ["09"]]);
});

test("a lost chunk is named with its place", () => {
  const chunks = [chunk(1, 10), chunk(2, 20), chunk(3, 30)];
  const { change, words, found, references } = checkFile({ chunks, size: 60 }, [chunk(1), chunk(3)]);
  assert.deepEqual(words, [
    `arch: f: New missing file chunk detected (Byte 10-30, Chunk ${"02".repeat(32)}). Would replace it with all-zero chunk with --repair.`,
  ]);
  assert.ok(found);
  const zeros = key.idHash(new Uint8Array(20));
  assert.deepEqual(
    change?.chunks.map(({ id }) => toHex(id)),
    ["01".repeat(32), toHex(zeros), "03".repeat(32)],
  );
  assert.deepEqual(change?.chunks_healthy, chunks);
  assert.deepEqual(unused(references), []);
});

test("a file with zeros for a chunk that is still lost stays as it is", () => {
  const zeros = { id: key.idHash(new Uint8Array(20)), size: 20, csize: 3 };
  const fields = { chunks: [chunk(1, 10), zeros], chunks_healthy: [chunk(1, 10), chunk(2, 20)] };
  const { change, words, found } = checkFile(fields, [chunk(1), zeros]);
  assert.deepEqual(words, [
    `arch: f: Previously missing file chunk is still missing (Byte 10-30, Chunk ${"02".repeat(32)}). It has an all-zero replacement chunk already.`,
  ]);
  assert.ok(!found);
  assert.deepEqual(change, fields);
});

test("zeros that are lost themselves are a problem", () => {
  const zeros = { id: key.idHash(new Uint8Array(20)), size: 20, csize: 3 };
  const fields = { chunks: [zeros], chunks_healthy: [chunk(2, 20)] };
  const { words, found } = checkFile(fields, []);
  assert.deepEqual(words.slice(1), [
    `arch: f: Missing all-zero replacement chunk detected (Byte 0-20, Chunk ${toHex(zeros.id)}). Would generate new replacement chunk with --repair.`,
  ]);
  assert.ok(found);
});

test("a chunk that is back heals its file", () => {
  const zeros = { id: key.idHash(new Uint8Array(20)), size: 20, csize: 3 };
  const fields = { chunks: [chunk(1, 10), zeros], chunks_healthy: [chunk(1, 10), chunk(2, 20)] };
  const { change, words, found, references } = checkFile(fields, [chunk(1), chunk(2), zeros]);
  assert.deepEqual(words, [
    `arch: f: Missing file chunk would be healed with --repair! (Byte 10-30, Chunk ${"02".repeat(32)})`,
    "arch: f: Would completely heal damaged file with --repair!",
  ]);
  assert.ok(!found);
  assert.deepEqual(change, { chunks: fields.chunks_healthy, chunks_healthy: undefined });
  const orphans = Array.from(references.unused(), ({ isOrphan }) => isOrphan);
  assert.deepEqual(orphans, [false], "the zeros may go, and are no orphan");
});

test("lists of unequal length and a wrong size are told", () => {
  const fields = { chunks: [chunk(1, 10)], chunks_healthy: [chunk(1, 10), chunk(2, 20)], size: 11 };
  const { change, words, found } = checkFile(fields, [chunk(1)]);
  assert.deepEqual(words, [
    "arch: f: Invalid chunks_healthy metadata would be removed with --repair!",
    "arch: f: size inconsistency detected: size 11, chunks size 10",
  ]);
  assert.ok(!found);
  assert.equal(change?.chunks_healthy, undefined);
});

test("no replacement is made for a chunk that cannot exist", () => {
  assert.throws(() => checkFile({ chunks: [chunk(1, 2 ** 40)] }, []), /No chunk has/);
});
