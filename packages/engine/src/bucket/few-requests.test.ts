/** What a commit and an opening ask of a store. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MANIFEST_ID } from "@coffer/format/segment";
import { seededRandomBytes, testContext } from "@coffer/testkit/context";
import { MemoryObjectStore } from "../object-store/index.ts";
import type { ObjectStore } from "../object-store/index.ts";
import { createBucketRepository, openBucketRepository } from "./bucket-repository.ts";

const ctx = testContext({ randomBytes: seededRandomBytes("few requests") });
const text = new TextEncoder();

/** A store that remembers what it was asked for. */
class LoggingStore extends MemoryObjectStore {
  log: string[] = [];

  override get(...args: Parameters<ObjectStore["get"]>): ReturnType<ObjectStore["get"]> {
    this.log.push(`GET ${args[0]}`);
    return super.get(...args);
  }

  override head(key: string): ReturnType<ObjectStore["head"]> {
    this.log.push(`HEAD ${key}`);
    return super.head(key);
  }

  override put(...args: Parameters<ObjectStore["put"]>): ReturnType<ObjectStore["put"]> {
    this.log.push(`PUT ${args[0]}`);
    return super.put(...args);
  }

  override async *list(...args: Parameters<ObjectStore["list"]>): ReturnType<ObjectStore["list"]> {
    this.log.push(`LIST ${args[0]}`);
    yield* super.list(...args);
  }

  /** What was asked for since the last call. */
  take(): string[] {
    const { log } = this;
    this.log = [];
    return log;
  }
}

/** A repository with a manifest and so many objects, and what its last commit has asked for. */
async function makeRepository(objects: number): Promise<{ store: LoggingStore; asked: string[] }> {
  const store = new LoggingStore();
  const repository = await createBucketRepository(store, {}, ctx);
  await repository.put(MANIFEST_ID, text.encode("empty"));
  await repository.commit();
  await repository.close();
  store.take();
  const writer = await openBucketRepository(store, { exclusive: true }, ctx);
  const id = new Uint8Array(32).fill(1);
  for (let number = 0; number < objects; number++) {
    new DataView(id.buffer).setUint32(8, number);
    await writer.put(id.slice(), id);
  }
  await writer.put(MANIFEST_ID, text.encode("full"));
  await writer.commit();
  await writer.close();
  return { store, asked: store.take() };
}

test("a commit takes a PUT for each segment and seven more; a nonce is the eighth", async () => {
  const { asked } = await makeRepository(10);
  const puts = asked.filter((one) => one.startsWith("PUT "));
  assert.deepEqual(puts, [
    "PUT ctl/lock",
    "PUT repo/data/0/1",
    "PUT repo/data/0/2",
    "PUT repo/integrity.2",
    "PUT repo/hints.2",
    "PUT repo/index.2",
    "PUT ctl/head",
    "PUT ctl/lock",
  ]);
});

test("an opening takes five requests, manifest and an index of megabytes included", async () => {
  const { store } = await makeRepository(40_000);
  const repository = await openBucketRepository(store, {}, ctx);
  assert.deepEqual(await repository.get(MANIFEST_ID), text.encode("full"));
  assert.deepEqual(store.take().sort(), [
    "GET ctl/head",
    "GET repo/config",
    "GET repo/data/0/2",
    "GET repo/index.2",
    "LIST repo/data/0/",
  ]);
  await repository.close();
});

test("an opening finds a commit that the head does not name", async () => {
  const { store } = await makeRepository(10);
  const { bytes: head } = await store.get("ctl/head");
  const writer = await openBucketRepository(store, { exclusive: true }, ctx);
  await writer.put(MANIFEST_ID, text.encode("newer"));
  await writer.commit();
  await writer.close();
  await store.put("ctl/head", [head]);
  const repository = await openBucketRepository(store, {}, ctx);
  assert.deepEqual(await repository.get(MANIFEST_ID), text.encode("newer"));
  await repository.close();
});
