import assert from "node:assert/strict";
import { test } from "node:test";
import { storageSuite } from "@coffer/testkit/storage-suite";
import { MemoryObjectStore } from "../../object-store/index.ts";
import { StorageError } from "../storage-error.ts";
import { ObjectStorage } from "./object-storage.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const open = (store: MemoryObjectStore): ObjectStorage => new ObjectStorage(store, { prefix: "below/", files: [] });

storageSuite("objects", () => open(new MemoryObjectStore()));

test("what somebody else has changed since it was read is not replaced", async () => {
  const store = new MemoryObjectStore();
  await store.put("below/nonce", [bytes("1")]);
  const storage = open(store);
  assert.deepEqual(await storage.read("nonce"), bytes("1"));
  await store.put("below/nonce", [bytes("2")]);
  const isStale = (error: unknown): boolean => error instanceof StorageError && error.code === "ESTALE";
  await assert.rejects(storage.writeAtomic("nonce", bytes("3")), isStale);
  assert.deepEqual(await storage.read("nonce"), bytes("2"));
  await storage.writeAtomic("nonce", bytes("3"));
  assert.deepEqual(store.peek("below/nonce"), bytes("3"));
});

test("what somebody else has made meanwhile is not replaced", async () => {
  const store = new MemoryObjectStore();
  const storage = open(store);
  await store.put("below/data/0/1", [bytes("theirs")]);
  const writer = await storage.createWriter("data/0/1");
  await writer.write([bytes("ours")]);
  await writer.close({ sync: true });
  await assert.rejects(storage.settle());
  assert.equal(await storage.abandon("data/0/1"), "nothing");
  assert.deepEqual(store.peek("below/data/0/1"), bytes("theirs"));
});

test("a small file is read once", async () => {
  const store = new MemoryObjectStore();
  await store.put("below/data/0/1", [bytes("BORG_SEG and more")]);
  const storage = new ObjectStorage(store, { prefix: "below/", files: [["data/0/1", undefined]] });
  let reads = 0;
  const get = store.get.bind(store);
  store.get = (...args) => {
    reads += 1;
    return get(...args);
  };
  assert.equal(await storage.size("data/0/1"), 17);
  assert.deepEqual(await storage.read("data/0/1", 9), bytes("and more"));
  assert.equal(await storage.readInto("data/0/1", 0, new Uint8Array(4)), 4);
  assert.equal(reads, 1);
});
