import assert from "node:assert/strict";
import { test } from "node:test";
import { BorgError } from "@coffer/format/errors";
import { memoryLock, RecordingReporter, seededRandomBytes, testContext } from "@coffer/testkit/context";
import { openBucketFiles, openBucketRepository, openWritableBucketFiles } from "../bucket/index.ts";
import { MemoryObjectStore } from "../object-store/index.ts";
import type { ObjectStore, PutOptions } from "../object-store/index.ts";
import { LocalRepository, SegmentFiles, SoleKeeper } from "../repository/index.ts";
import { MemoryStorage } from "../storage/index.ts";
import { readSource } from "./copied-log.ts";
import { copyRepository } from "./copy-repository.ts";

const SEVEN_MINUTES = 420_000;
const id = (number: number): Uint8Array => new Uint8Array(32).fill(number);
const data = (number: number, version: number): Uint8Array => new Uint8Array(200).fill(number + 16 * version);

/** Two states of a repository of small segments; between them it was compacted. */
async function makeStates(): Promise<[MemoryStorage, MemoryStorage]> {
  const storage = new MemoryStorage("/source");
  await (await LocalRepository.createOn(storage, {}, testContext(), memoryLock())).close();
  const text = new TextDecoder().decode(await storage.read("config"));
  await storage.writeAtomic("config", new TextEncoder().encode(text.replace(/(max_segment_size = )\d+/, "$1300")));
  const repository = await LocalRepository.openOn(storage, {}, testContext(), memoryLock());
  for (let number = 0; number < 6; number++) await repository.put(id(number), data(number, 1));
  await repository.commit();
  const early = new MemoryStorage("/source");
  for (const name of storage.names) early.plant(name, storage.peek(name));
  for (const number of [1, 2, 4]) await repository.delete(id(number));
  await repository.put(id(0), data(0, 2));
  await repository.commit({ compact: true, threshold: 0 });
  await repository.close();
  return [early, storage];
}

/** Ends at its request `dieAt`, which is done or not: nothing works any more after it. */
class MortalStore extends MemoryObjectStore {
  requests = 0;
  dieAt = Infinity;
  isDone = false;

  override async put(
    key: string,
    parts: readonly Uint8Array[],
    options?: PutOptions,
  ): Promise<{ etag: string; serverMs: number }> {
    return this.#live(() => super.put(key, parts, options));
  }

  override async delete(keys: readonly string[]): Promise<void> {
    return this.#live(() => super.delete(keys));
  }

  async #live<T>(call: () => Promise<T>): Promise<T> {
    this.requests += 1;
    if (this.requests < this.dieAt) return call();
    if (this.requests === this.dieAt && this.isDone) await call();
    throw new Error("dead");
  }
}

/** A store and hosts that live by its clock; each copy is made by another process. */
function scene(): { store: MortalStore; copyTo: (source: MemoryStorage) => Promise<void>; later: () => void } {
  const { clock } = testContext();
  const store = new MortalStore("memory://bucket", () => Number(clock.nowMicros() / 1000n));
  let hosts = 0;
  const copyTo = async (source: MemoryStorage): Promise<void> => {
    hosts += 1;
    const randomBytes = seededRandomBytes(`host ${hosts}`);
    const ctx = testContext({ clock, randomBytes, identity: { hostid: `host-${hosts}`, pid: process.pid } });
    const log = await readSource(source);
    const target = await openWritableBucketFiles(store, log.config.segments_per_dir, ctx);
    try {
      await copyRepository(log, target, {}, ctx.reporter);
    } finally {
      await target.close();
    }
  };
  return { store, copyTo, later: () => clock.advance(SEVEN_MINUTES) };
}

async function copyBack(store: ObjectStore): Promise<MemoryStorage> {
  const target = new MemoryStorage("/target");
  const keeper = new SoleKeeper(new SegmentFiles(target, 1000), target.location);
  const source = await openBucketFiles(store);
  const files = { storage: target, keeper, close: () => Promise.resolve() };
  await copyRepository(await readSource(source.storage), files, {}, new RecordingReporter());
  return target;
}

/** Names and contents of all files of Borg. */
function filesOf(storage: MemoryStorage): Record<string, string> {
  const names = storage.names.filter((name) => name !== "coffer-copy");
  return Object.fromEntries(names.map((name) => [name, Buffer.from(storage.peek(name)).toString("hex")]));
}

async function objectsIn(store: ObjectStore): Promise<string | undefined> {
  try {
    const repository = await openBucketRepository(store, {}, testContext());
    const ids = (await repository.list()).sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
    const values = await Promise.all(ids.map((one) => repository.get(one)));
    await repository.close();
    return ids.map((one, at) => `${one[0]}=${values[at]?.[0]}`).join(" ");
  } catch (error) {
    assert.ok(error instanceof BorgError && /config|does not exist/.test(error.message), String(error));
    return undefined;
  }
}

test("a copy into a bucket and back again has the same files; the bucket goes on as a repository", async () => {
  const [early, late] = await makeStates();
  const { store, copyTo } = scene();
  for (const source of [early, late]) {
    await copyTo(source);
    assert.deepEqual(filesOf(await copyBack(store)), filesOf(source));
  }
  const repository = await openBucketRepository(store, { exclusive: true }, testContext());
  await repository.put(id(9), data(9, 3));
  await repository.commit();
  await repository.close();
  assert.match((await objectsIn(store)) ?? "", /9=57/);
});

test("a copy into a bucket that ends at any request never looks whole, and is completed by the next", async (context) => {
  const [early, late] = await makeStates();
  const wanted = [scene(), scene()] as const;
  await wanted[0].copyTo(early);
  await wanted[1].copyTo(late);
  const states = [await objectsIn(wanted[0].store), await objectsIn(wanted[1].store)];
  for (const before of [[], [early]]) {
    for (const isDone of [false, true]) {
      let isOver = false;
      for (let moment = 1; !isOver; moment++) {
        const { store, copyTo, later } = scene();
        for (const source of before) await copyTo(source);
        Object.assign(store, { dieAt: store.requests + moment, isDone });
        isOver = await copyTo(late).then(
          () => true,
          () => false,
        );
        store.dieAt = Infinity;
        const found = await objectsIn(store);
        assert.ok(found === undefined || states.includes(found), `request ${moment}: ${found}`);
        later();
        await copyTo(late);
        assert.equal(await objectsIn(store), states[1], `request ${moment}, next copy`);
        if (isOver) context.diagnostic(`${moment} requests`);
      }
    }
  }
});
