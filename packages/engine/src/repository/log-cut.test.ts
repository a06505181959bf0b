import assert from "node:assert/strict";
import { test } from "node:test";
import { memoryLock, testContext } from "@coffer/testkit/context";
import { MemoryStorage } from "../storage/index.ts";
import { LocalRepository } from "./local-repository.ts";

/*
 * A log of several transactions, cut at every byte. Index and hints are those of the last transaction that was whole at the
 * cut, as a power loss would leave them, or none.
 */

const id = (number: number): Uint8Array => new Uint8Array(32).fill(number);
const text = (data: Uint8Array): string => Buffer.from(data).toString("latin1");
const open = (storage: MemoryStorage): Promise<LocalRepository> =>
  LocalRepository.openOn(storage, {}, testContext(), memoryLock());

interface Snapshot {
  /** All files when the transaction had been committed. */
  readonly files: Map<string, Uint8Array>;
  readonly content: Record<string, string>;
}

async function contentOf(repository: LocalRepository): Promise<Record<string, string>> {
  const content: Record<string, string> = {};
  for (const found of await repository.list()) content[String(found[0])] = text(await repository.get(found));
  return content;
}

async function makeHistory(): Promise<Snapshot[]> {
  const storage = new MemoryStorage();
  const repository = await LocalRepository.createOn(storage, {}, testContext(), memoryLock());
  const snapshots: Snapshot[] = [];
  const take = async (): Promise<void> => {
    const files = new Map(storage.names.map((name) => [name, storage.peek(name)]));
    snapshots.push({ files, content: await contentOf(repository) });
  };
  await take();
  for (let version = 1; version <= 3; version++) {
    for (let number = 1; number <= 3; number++)
      await repository.put(id(number), Buffer.from(`${number} in ${version}`));
    if (version === 2) await repository.delete(id(2));
    await repository.put(id(0), Buffer.from(`manifest ${version}`));
    await repository.commit();
    await take();
  }
  await repository.close();
  return snapshots;
}

test("a log that is cut at any byte opens at its last whole COMMIT", async () => {
  const snapshots = await makeHistory();
  const last = snapshots.at(-1);
  assert.ok(last !== undefined);
  const segments = [...last.files.keys()].filter((name) => name.startsWith("data/"));
  segments.sort((a, b) => Number(a.split("/")[2]) - Number(b.split("/")[2]));
  let cuts = 0;
  for (const [position, cutSegment] of segments.entries()) {
    const whole = last.files.get(cutSegment) ?? new Uint8Array();
    for (let size = 0; size < whole.length; size++) {
      const kept = segments.slice(0, position);
      // The newest transaction all of whose segments are before the cut.
      const expected = snapshots.findLast(({ files }) =>
        [...files.keys()].every((name) => !name.startsWith("data/") || kept.includes(name)),
      );
      assert.ok(expected !== undefined);
      for (const withIndex of [true, false]) {
        const storage = new MemoryStorage();
        for (const [name, data] of expected.files) {
          const isIndex = /^(index|hints|integrity)\./.test(name);
          if (!name.startsWith("data/") && (withIndex || !isIndex)) storage.plant(name, data);
        }
        for (const name of kept) storage.plant(name, last.files.get(name) ?? new Uint8Array());
        storage.plant(cutSegment, whole.subarray(0, size));
        const repository = await open(storage);
        assert.deepEqual(await contentOf(repository), expected.content, `${cutSegment} cut at ${size}`);
        await repository.close();
        cuts += 1;
      }
    }
  }
  assert.ok(cuts > 500, `${cuts} cuts`);
});
