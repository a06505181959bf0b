import assert from "node:assert/strict";
import { test } from "node:test";
import { InsufficientFreeSpaceError, NotMyLock } from "@coffer/format/errors";
import { memoryLock, testContext } from "@coffer/testkit/context";
import { FaultyStorage } from "@coffer/testkit/faulty-storage";
import { MemoryStorage, StorageError } from "../storage/index.ts";
import type { Storage } from "../storage/index.ts";
import { LocalRepository } from "./local-repository.ts";

const id = (number: number): Uint8Array => new Uint8Array(32).fill(number);
const open = (storage: Storage, ctx = testContext(), lock = memoryLock()): Promise<LocalRepository> =>
  LocalRepository.openOn(storage, {}, ctx, lock);

/** A repository of ten objects, two of which were deleted again. */
async function makeOld(): Promise<MemoryStorage> {
  const storage = new MemoryStorage();
  const repository = await LocalRepository.createOn(storage, {}, testContext(), memoryLock());
  for (let number = 0; number < 10; number++) await repository.put(id(number), new Uint8Array(1000).fill(number));
  await repository.commit();
  await repository.delete(id(3));
  await repository.delete(id(4));
  await repository.commit();
  await repository.close();
  return storage;
}

async function work(repository: LocalRepository): Promise<void> {
  for (let number = 20; number < 25; number++) await repository.put(id(number), new Uint8Array(2000).fill(number));
  await repository.delete(id(5));
  await repository.put(id(0), new Uint8Array(50).fill(99));
  // Beyond what is gathered, so that it is written at once.
  await repository.put(id(30), new Uint8Array(300_000).fill(30));
  await repository.commit({ compact: true });
}

async function assertSound(storage: MemoryStorage, what: string): Promise<void> {
  const temporary = storage.names.filter((name) => name.endsWith(".tmp"));
  assert.deepEqual(temporary, [], `${what}: temporary files`);
  const repository = await open(storage);
  const size = await repository.size();
  assert.ok(size === 8 || size === 13, `${what}: ${size} objects`);
  const manifest = await repository.get(id(0));
  assert.equal(manifest[0], size === 8 ? 0 : 99, what);
  assert.equal(await repository.has(id(5)), size === 8, what);
  assert.equal(await repository.check({}), true, what);
  await work(repository).catch((error: unknown) => {
    // The object that is deleted may be gone with the transaction that was reported as failed.
    if (size === 8) throw error;
  });
  await repository.close();
}

test("an operation that fails once, anywhere, fails the transaction and nothing else", async () => {
  const old = await makeOld();
  const plan = new FaultyStorage(await copyOf(old));
  await work(await open(plan));
  const mutations = plan.count;
  assert.ok(mutations > 25);
  for (let number = 0; number < mutations; number++) {
    const inner = await copyOf(old);
    const storage = new FaultyStorage(inner);
    storage.failAt = { number, error: new StorageError("ENOSPC", "/memory/x") };
    const lock = memoryLock();
    const repository = await open(storage, testContext(), lock);
    await assert.rejects(work(repository), { code: "ENOSPC" }, `failure ${number}`);
    await repository.close();
    assert.equal(lock.isReleased, true);
    await assertSound(inner, `failed at ${number} (${storage.log[number]?.operation} ${storage.log[number]?.name})`);
  }
});

test("a disk that gets full at any byte leaves the old state, and room is all it takes", async () => {
  const old = await makeOld();
  let succeeded = false;
  for (let free = 0; !succeeded; free += 3301) {
    const storage = await copyOf(old);
    // The check before a commit is told of more room than there is: else it would spare us the trouble.
    storage.freeSpace = () => Promise.resolve(undefined);
    storage.free = free;
    const repository = await open(storage);
    succeeded = await work(repository).then(
      () => true,
      (error: unknown) => {
        assert.equal((error as StorageError).code, "ENOSPC");
        return false;
      },
    );
    await repository.close();
    storage.free = undefined;
    if (!succeeded) await assertSound(storage, `${free} bytes free`);
  }
});

test("uncommitted segments are removed when the disk is full, with a warning", async () => {
  const storage = await makeOld();
  const before = storage.names;
  storage.free = 100_000;
  const ctx = testContext();
  const repository = await open(storage, ctx);
  await assert.rejects(work(repository), { code: "ENOSPC" });
  await repository.close();
  assert.deepEqual(storage.names, before);
  assert.deepEqual(ctx.reporter.messages("warning"), [
    "No space left on device, cleaning up partial transaction to free space.",
  ]);
});

test("a commit is refused before the disk is full", async () => {
  const storage = await makeOld();
  const before = storage.names;
  const repository = await open(storage);
  await repository.put(id(40), new Uint8Array(10));
  storage.free = 150_000;
  await assert.rejects(repository.commit(), (error: unknown) => {
    assert.ok(error instanceof InsufficientFreeSpaceError);
    // Four times the index, 10 bytes for each of 4 and 4 segments, 4096, and the live bytes of the sparse ones.
    assert.match(
      error.message,
      /^Insufficient free space to complete transaction \(required: \d+\.\d\d kB, available: 149\.94 kB\)\.$/,
    );
    return true;
  });
  await repository.close();
  assert.deepEqual(storage.names, before);
});

test("a new repository whose first commit has no room is removed", async () => {
  const storage = new MemoryStorage();
  const repository = await LocalRepository.createOn(storage, {}, testContext(), memoryLock());
  await repository.put(id(0), new Uint8Array(10));
  storage.free = 5000;
  await assert.rejects(repository.commit(), InsufficientFreeSpaceError);
  await repository.close();
  assert.deepEqual(storage.names, []);
});

test("who lost his lock commits nothing, and removes nothing that may be another's", async () => {
  const storage = await makeOld();
  const lock = memoryLock();
  const repository = await open(storage, testContext(), lock);
  await repository.put(id(40), new Uint8Array(300_000));
  lock.isBroken = true;
  await assert.rejects(repository.commit(), NotMyLock);
  await repository.close();
  assert.ok(storage.names.includes("data/0/4"), storage.names.join());
  const again = await open(storage);
  assert.equal(await again.has(id(40)), false);
  await again.close();
});

async function copyOf(storage: MemoryStorage): Promise<MemoryStorage> {
  const copy = new MemoryStorage();
  for (const name of storage.names) copy.plant(name, await storage.read(name));
  return copy;
}

test("a change that failed while nobody looked spoils the commit, and only that one", async () => {
  const storage = await makeOld();
  const lock = memoryLock();
  lock.isBroken = true;
  const repository = await open(storage, testContext(), lock);
  const put = repository.put(id(40), new Uint8Array(5));
  const commit = repository.commit();
  await assert.rejects(async () => put, NotMyLock);
  await assert.rejects(commit, NotMyLock);
  lock.isBroken = false;
  await repository.commit();
  assert.equal(await repository.has(id(40)), false);
  await repository.put(id(40), new Uint8Array(5));
  await repository.commit();
  assert.equal(await repository.has(id(40)), true);
  await repository.close();
});
