/** Credentials that may write and not remove are enough for a backup, however old the repository is. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MANIFEST_ID } from "@coffer/format/segment";
import { seededRandomBytes, testContext } from "@coffer/testkit/context";
import { MemoryObjectStore, ObjectStoreError } from "../object-store/index.ts";
import { createBucketRepository, openBucketRepository } from "./bucket-repository.ts";

const DAY_MS = 24 * 3_600_000;
const text = new TextEncoder();

class StrictStore extends MemoryObjectStore {
  mayDelete = true;

  override delete(keys: readonly string[]): Promise<void> {
    if (!this.mayDelete) return Promise.reject(new ObjectStoreError("denied", this.location));
    return super.delete(keys);
  }
}

test("what was superseded long ago is left to somebody who may remove it", async () => {
  let nowMs = Date.UTC(2026, 0, 1);
  const ctx = testContext({ randomBytes: seededRandomBytes("no right to delete") });
  const store = new StrictStore("memory://bucket", () => nowMs);
  const commit = async (content: string): Promise<void> => {
    const repository = await openBucketRepository(store, { exclusive: true }, ctx);
    await repository.put(MANIFEST_ID, text.encode(content));
    await repository.commit();
    await repository.close();
    nowMs += 2 * DAY_MS;
  };
  const indexes = (): number => store.keys.filter((key) => key.startsWith("repo/index.")).length;

  await (await createBucketRepository(store, {}, ctx)).close();
  await commit("first");
  store.mayDelete = false;
  for (const content of ["second", "third", "fourth"]) await commit(content);
  assert.equal(indexes(), 4, "nothing was removed");

  store.mayDelete = true;
  await commit("fifth");
  assert.equal(indexes(), 2, "one for readers that are under way, and the new one");
  const repository = await openBucketRepository(store, { exclusive: false }, ctx);
  assert.deepEqual(await repository.get(MANIFEST_ID), text.encode("fifth"));
  await repository.close();
});
