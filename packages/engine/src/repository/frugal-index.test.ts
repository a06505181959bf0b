import assert from "node:assert/strict";
import { test } from "node:test";
import { memoryLock, seededRandomBytes, testContext } from "@coffer/testkit/context";
import { MemoryStorage } from "../storage/index.ts";
import { LocalRepository } from "./local-repository.ts";

/** As many as make an index of more than 8 MiB. */
const COUNT = 110_000;

test("a large index that is held frugally is read, changed and written like any other", async () => {
  const storage = new MemoryStorage();
  const random = seededRandomBytes("frugal");
  const ids = Array.from({ length: COUNT }, () => random(32));
  const first = await LocalRepository.createOn(storage, {}, testContext(), memoryLock());
  for (const id of ids) await first.put(id, id.subarray(0, 4));
  await first.commit();
  await first.close();
  const before = storage.peek("index.1").slice();

  const frugal = await LocalRepository.openOn(storage, { frugalIndex: true }, testContext(), memoryLock());
  assert.equal(await frugal.size(), COUNT);
  assert.deepEqual(await frugal.get(ids[77]!), ids[77]!.slice(0, 4));
  for (const id of ids.slice(0, 1000)) await frugal.delete(id);
  for (let number = 0; number < 1000; number++) await frugal.put(random(32), new Uint8Array(3));
  await frugal.commit();
  await frugal.close();
  assert.equal(storage.peek("index.3").length, before.length);

  const plain = await LocalRepository.openOn(storage, {}, testContext(), memoryLock());
  assert.equal(await plain.size(), COUNT);
  assert.equal(await plain.has(ids[0]!), false);
  assert.equal(await plain.check({}), true);
  await plain.close();
});

test("a damaged index is found while it is read, and replaced by a replay of the log", async () => {
  const storage = new MemoryStorage();
  const random = seededRandomBytes("damaged");
  const first = await LocalRepository.createOn(storage, {}, testContext(), memoryLock());
  for (let number = 0; number < COUNT; number++) await first.put(random(32), new Uint8Array(1));
  await first.commit();
  await first.close();
  const index = storage.peek("index.1").slice();
  index[5_000_000] = (index[5_000_000] ?? 0) ^ 1;
  await storage.writeAtomic("index.1", index);
  const ctx = testContext();
  const repository = await LocalRepository.openOn(storage, { frugalIndex: true }, ctx, memoryLock());
  assert.equal(await repository.size(), COUNT);
  assert.match(ctx.reporter.messages("warning").join("\n"), /Repository index missing or corrupted/);
  await repository.close();
});

test("after a commit, a frugal repository sees what the disk has, and check does in any case", async () => {
  for (const frugalIndex of [true, false]) {
    const storage = new MemoryStorage();
    await (await LocalRepository.createOn(storage, {}, testContext(), memoryLock())).close();
    const repository = await LocalRepository.openOn(storage, { frugalIndex }, testContext(), memoryLock());
    for (const number of [1, 2]) {
      await repository.put(new Uint8Array(32).fill(number), new Uint8Array(9));
      await repository.commit();
    }
    await storage.remove("index.3");
    assert.equal(await repository.check({}), true);
    assert.equal(await repository.size(), 2);
    const segment = storage.peek("data/0/3").slice();
    segment[segment.length - 1] = 0xff;
    await storage.writeAtomic("data/0/3", segment);
    assert.equal(await repository.check({}), false);
    await repository.close();
  }
});
