import assert from "node:assert/strict";
import { test } from "node:test";
import { toHex } from "@coffer/format/bytes";
import { RepositoryIndex } from "@coffer/format/hashindex";
import { decodeHints, encodeHints, entryId, RepositoryConfig } from "@coffer/format/segment";
import { memoryLock, testContext } from "@coffer/testkit/context";
import { loadSampleExpectations, readSample } from "@coffer/testkit/spec";
import { MemoryStorage } from "../storage/index.ts";
import { LocalRepository } from "./local-repository.ts";

const samples = Object.entries(loadSampleExpectations());

function plantSample(name: string): MemoryStorage {
  const storage = new MemoryStorage();
  for (const [path, data] of readSample(name)) {
    if (path.startsWith("repo/")) storage.plant(path.slice("repo/".length), data);
  }
  return storage;
}

async function open(storage: MemoryStorage): Promise<LocalRepository> {
  return LocalRepository.openOn(storage, {}, testContext(), memoryLock());
}

/** All objects, by id. */
async function contentOf(repository: LocalRepository): Promise<Map<string, string>> {
  const ids = await repository.list();
  const entries = await repository.getEntries(ids.map((id) => ({ id })));
  return new Map(ids.map((id, at) => [toHex(id), toHex(entries[at] ?? new Uint8Array())]));
}

function newest(storage: MemoryStorage, kind: string): string {
  const name = storage.names.find((found) => found.startsWith(`${kind}.`));
  assert.ok(name !== undefined);
  return name;
}

for (const [name, expected] of samples) {
  test(`sample ${name}: opens, holds what it should, and checks out`, async () => {
    const storage = plantSample(name);
    const repository = await open(storage);
    assert.equal(toHex(repository.id), expected.repository_id);
    assert.equal(await repository.size(), expected.object_count);
    assert.equal((await repository.scan(100_000)).length, expected.object_count);
    const content = await contentOf(repository);
    assert.equal(content.size, expected.object_count);
    for (const [id, entry] of content) assert.equal(toHex(entryId(Buffer.from(entry, "hex"), 0)), id);
    assert.equal(await repository.check({}), true);
    await repository.close();
  });

  test(`sample ${name}: without index, hints and integrity it is the same, and they are written again`, async () => {
    const storage = plantSample(name);
    const before = await contentOf(await open(storage));
    const hintsBefore = decodeHints(storage.peek(newest(storage, "hints")));
    for (const kind of ["index", "hints", "integrity"]) await storage.remove(newest(storage, kind));
    const repository = await open(storage);
    assert.deepEqual(await contentOf(repository), before);
    const hints = decodeHints(storage.peek(newest(storage, "hints")));
    assert.equal(hints.storage_quota_use, hintsBefore.storage_quota_use);
    assert.deepEqual(hints.segments, hintsBefore.segments);
    assert.equal(RepositoryIndex.read(storage.peek(newest(storage, "index"))).count, expected.object_count);
    await repository.close();
  });

  test(`sample ${name}: config and hints are written as they were read`, () => {
    const storage = plantSample(name);
    const config = Buffer.from(storage.peek("config")).toString("utf8");
    assert.equal(RepositoryConfig.parse(config).toString(), config);
    const hints = storage.peek(newest(storage, "hints"));
    assert.equal(toHex(encodeHints(decodeHints(hints))), toHex(hints));
  });
}

test("compaction of history-deleted frees what the real one did in history-compacted", async () => {
  const storage = plantSample("history-deleted");
  const compacted = plantSample("history-compacted");
  const repository = await open(storage);
  const manifest = await repository.get(new Uint8Array(32));
  await repository.put(new Uint8Array(32), manifest);
  await repository.commit({ compact: true, threshold: 0.1 });
  const segmentsOf = (of: MemoryStorage): string[] => of.names.filter((found) => found.startsWith("data/"));
  assert.deepEqual(segmentsOf(storage), segmentsOf(compacted));
  const ours = await contentOf(repository);
  const theirs = await contentOf(await open(compacted));
  // The real compact stored a manifest of its own, encrypted anew.
  const manifestId = "00".repeat(32);
  assert.equal(ours.get(manifestId)?.length, theirs.get(manifestId)?.length);
  ours.delete(manifestId);
  theirs.delete(manifestId);
  assert.deepEqual(ours, theirs);
  for (const name of segmentsOf(storage)) assert.equal(await storage.size(name), await compacted.size(name), name);
  const hints = decodeHints(storage.peek(newest(storage, "hints")));
  const expected = decodeHints(compacted.peek(newest(compacted, "hints")));
  assert.deepEqual(hints.segments, expected.segments);
  assert.deepEqual(hints.compact, expected.compact);
  assert.equal(hints.storage_quota_use, expected.storage_quota_use);
});
