import assert from "node:assert/strict";
import { test } from "node:test";
import { storageSuite } from "@coffer/testkit/storage-suite";
import { StorageError } from "../storage-error.ts";
import { MemoryStorage } from "./memory-storage.ts";

storageSuite("memory", () => new MemoryStorage());

test("MemoryStorage.free bounds what can be written, and removal gives back", async () => {
  const storage = new MemoryStorage();
  storage.free = 10;
  await storage.writeAtomic("a", new Uint8Array(8));
  await assert.rejects(
    storage.writeAtomic("b", new Uint8Array(8)),
    (error: unknown) => error instanceof StorageError && error.code === "ENOSPC",
  );
  assert.deepEqual(storage.names, ["a"]);
  await storage.remove("a");
  assert.equal(await storage.freeSpace(), 10);
});
