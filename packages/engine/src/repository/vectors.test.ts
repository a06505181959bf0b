import assert from "node:assert/strict";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import { equalBytes, fromHex } from "@coffer/format/bytes";
import {
  decodeHints,
  digestFile,
  digestHashIndex,
  encodeHints,
  encodeIntegrityRecord,
  formatIntegrityText,
  RepositoryConfig,
} from "@coffer/format/segment";
import { memoryLock, testContext } from "@coffer/testkit/context";
import { loadVectors } from "@coffer/testkit/spec";
import { MemoryStorage } from "../storage/index.ts";
import { LocalRepository } from "./local-repository.ts";

type State = Record<string, { length: number; hex?: string; zlib_base64?: string }>;

const { states } = loadVectors<{ states: [State, State, State] }>("segments");

const id = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

function bytesOf(state: State, name: string): Uint8Array {
  const file = state[name];
  assert.ok(file !== undefined, `the vectors hold ${name}`);
  return file.hex === undefined ? inflateSync(Buffer.from(file.zlib_base64 ?? "", "base64")) : fromHex(file.hex);
}

/** A repository that holds exactly the files of one state, or none yet. */
async function repositoryWith(state?: State): Promise<{ storage: MemoryStorage; repository: LocalRepository }> {
  const storage = new MemoryStorage();
  if (state === undefined) {
    return { storage, repository: await LocalRepository.createOn(storage, {}, testContext(), memoryLock()) };
  }
  const config = RepositoryConfig.create({ id: id(9), append_only: false, storage_quota: 0 });
  storage.plant("config", text(config.toString()));
  for (const name of Object.keys(state)) storage.plant(name, bytesOf(state, name));
  return { storage, repository: await LocalRepository.openOn(storage, {}, testContext(), memoryLock()) };
}

/**
 * Compares all files. The vectors are from a Borg (up to 1.2.6) that noted no shadow when an object was overwritten: `extra`
 * names the ids for which ours, as those after it, did.
 */
function assertState(storage: MemoryStorage, state: State, transaction: number, extra: Uint8Array[]): void {
  assert.deepEqual(
    storage.names.filter((name) => name !== "config"),
    Object.keys(state).sort(),
  );
  const hints = decodeHints(storage.peek(`hints.${transaction}`));
  for (const extraId of extra) assert.ok(hints.shadow_index.delete(extraId), "the shadow was noted");
  const hintsAsBefore = encodeHints(hints);
  const integrityAsBefore = encodeIntegrityRecord({
    hints: formatIntegrityText(digestFile(`hints.${transaction}`, hintsAsBefore)),
    index: formatIntegrityText(digestHashIndex(`index.${transaction}`, storage.peek(`index.${transaction}`))),
  });
  for (const name of Object.keys(state)) {
    let found = storage.peek(name);
    if (extra.length > 0 && name.startsWith("hints.")) found = hintsAsBefore;
    if (extra.length > 0 && name.startsWith("integrity.")) found = integrityAsBefore;
    assert.ok(equalBytes(found, bytesOf(state, name)), `${name} differs`);
  }
}

test("first transaction of the vectors: overwritten and deleted objects, a manifest", async () => {
  const { storage, repository } = await repositoryWith();
  await repository.put(id(1), text("value one"));
  await repository.put(id(2), text(""));
  await repository.put(id(1), text("value one, second version"));
  await repository.delete(id(2));
  await repository.put(id(0), text("manifest goes to a new segment"));
  await repository.commit();
  assertState(storage, states[0], 2, [id(1)]);
});

test("second transaction of the vectors: deletes what an earlier one stored", async () => {
  const { storage, repository } = await repositoryWith(states[0]);
  await repository.delete(id(1));
  await repository.put(id(3), text("third"));
  await repository.commit();
  assertState(storage, states[1], 4, []);
});

test("third transaction of the vectors: compaction", async () => {
  const { storage, repository } = await repositoryWith(states[1]);
  await repository.put(id(0), text("manifest again"));
  await repository.commit({ compact: true, threshold: 0.1 });
  assertState(storage, states[2], 9, [id(0)]);
});

test("the same calls, not awaited in turn, leave the same files", async () => {
  const { storage, repository } = await repositoryWith();
  const calls: (void | Promise<void>)[] = [
    repository.put(id(1), text("value one")),
    repository.put(id(2), text("")),
    repository.put(id(1), text("value one, second version")),
    repository.delete(id(2)),
    repository.put(id(0), text("manifest goes to a new segment")),
    repository.commit(),
  ];
  for (const call of calls.toReversed()) await call;
  assertState(storage, states[0], 2, [id(1)]);
});
