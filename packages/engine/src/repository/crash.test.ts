import assert from "node:assert/strict";
import { test } from "node:test";
import { memoryLock, testContext } from "@coffer/testkit/context";
import { DurabilityModel, FaultyStorage, type PowerLoss } from "@coffer/testkit/faulty-storage";
import { MemoryStorage } from "../storage/index.ts";
import type { Storage } from "../storage/index.ts";
import { LocalRepository } from "./local-repository.ts";

/*
 * One history, cut short at every single mutation of the storage. Whatever is left must open as the state of one of the
 * commits: not older than the last that had returned, not newer than the one under way.
 */

type Content = Readonly<Record<number, number>>;

interface Step {
  readonly run: (repository: LocalRepository) => Promise<void>;
  /** What is stored when the step has returned: object number to version. */
  readonly after: Content;
}

const id = (number: number): Uint8Array => new Uint8Array(32).fill(number);
const data = (number: number, version: number): Uint8Array => new Uint8Array(90 + number).fill(version);

const steps: readonly Step[] = [
  {
    run: async (repository) => {
      for (let number = 0; number < 8; number++) await repository.put(id(number), data(number, 1));
      await repository.commit();
    },
    after: { 0: 1, 1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1 },
  },
  {
    run: async (repository) => {
      for (const number of [1, 3, 5, 6]) await repository.delete(id(number));
      for (const number of [0, 2]) await repository.put(id(number), data(number, 2));
      await repository.put(id(9), data(9, 2));
      await repository.commit();
    },
    after: { 0: 2, 2: 2, 4: 1, 7: 1, 9: 2 },
  },
  {
    run: async (repository) => {
      await repository.delete(id(9));
      await repository.put(id(0), data(0, 3));
      await repository.commit({ compact: true });
    },
    after: { 0: 3, 2: 2, 4: 1, 7: 1 },
  },
  {
    run: async (repository) => {
      await repository.put(id(9), data(9, 4));
      await repository.put(id(0), data(0, 4));
      await repository.commit({ compact: true, threshold: 0 });
    },
    after: { 0: 4, 2: 2, 4: 1, 7: 1, 9: 4 },
  },
];

/** Segments of some three objects, so that the history has many. */
async function makeSmallSegments(storage: Storage): Promise<void> {
  const repository = await LocalRepository.createOn(storage, {}, testContext(), memoryLock());
  await repository.close();
  const text = new TextDecoder().decode(await storage.read("config"));
  const small = text.replace(/max_segment_size = \d+/, "max_segment_size = 300").replace("= 1000", "= 4");
  await storage.writeAtomic("config", new TextEncoder().encode(small));
}

const open = (storage: Storage): Promise<LocalRepository> =>
  LocalRepository.openOn(storage, {}, testContext(), memoryLock());

/** @returns How many steps had returned. */
async function runUntilCrash(storage: Storage): Promise<number> {
  let done = 0;
  let repository: LocalRepository | undefined;
  try {
    repository = await open(storage);
    for (const step of steps) {
      await step.run(repository);
      done += 1;
    }
  } catch {
    await repository?.close().catch(() => {});
  }
  return done;
}

async function contentOf(repository: LocalRepository): Promise<Content> {
  const content: Record<number, number> = {};
  for (const found of await repository.list()) {
    const number = found[0] ?? -1;
    const value = await repository.get(found);
    assert.ok(value.every((byte) => byte === value[0]) && value.length === 90 + number, "an object is whole");
    content[number] = value[0] ?? -1;
  }
  return content;
}

async function assertSurvives(storage: Storage, done: number, what: string): Promise<void> {
  const repository = await open(storage);
  const found = await contentOf(repository);
  const allowed = [steps[done - 1]?.after ?? {}, ...(done < steps.length ? [steps[done]?.after] : [])];
  assert.ok(
    allowed.some((content) => JSON.stringify(content) === JSON.stringify(found)),
    `${what}: ${JSON.stringify(found)} is none of ${JSON.stringify(allowed)}`,
  );
  // A first transaction that never ended is a case for repair; everything else goes on by itself.
  if (JSON.stringify(found) !== "{}") {
    assert.equal(await repository.check({}), true, `${what}: check`);
    await repository.put(id(8), data(8, 7));
    await repository.put(id(0), data(0, 7));
    await repository.commit({ compact: true });
    assert.deepEqual(await contentOf(repository), { ...found, 8: 7, 0: 7 }, what);
    assert.equal(await repository.check({}), true, `${what}: check after the next transaction`);
  }
  await repository.close();
}

async function countMutations(): Promise<number> {
  const storage = new FaultyStorage(new MemoryStorage());
  await makeSmallSegments(storage);
  storage.count = 0;
  assert.equal(await runUntilCrash(storage), steps.length);
  return storage.count;
}

test("a process killed at any moment leaves a committed state", async (context) => {
  const mutations = await countMutations();
  context.diagnostic(`${mutations} moments`);
  assert.ok(mutations > 100);
  for (let moment = 0; moment <= mutations; moment++) {
    const disk = new DurabilityModel();
    await makeSmallSegments(disk);
    const storage = new FaultyStorage(disk);
    storage.crashAt = moment;
    const done = await runUntilCrash(storage);
    await assertSurvives(disk.afterKill(), done, `killed at ${moment}`);
  }
});

for (const loss of ["lose", "keep-names", "keep-content"] satisfies PowerLoss[]) {
  test(`a power loss at any moment leaves a committed state, with a disk that does "${loss}"`, async () => {
    const mutations = await countMutations();
    for (let moment = 0; moment <= mutations; moment++) {
      const disk = new DurabilityModel();
      await makeSmallSegments(disk);
      const storage = new FaultyStorage(disk);
      storage.crashAt = moment;
      const done = await runUntilCrash(storage);
      await assertSurvives(disk.after(loss), done, `power lost at ${moment} (${loss})`);
    }
  });
}
