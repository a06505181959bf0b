import assert from "node:assert/strict";
import { test } from "node:test";
import { testContext } from "@coffer/testkit/context";
import { MemoryObjectStore } from "./memory/memory-object-store.ts";
import { isTrouble, ObjectStoreError } from "./object-store-error.ts";
import type { PutOptions } from "./object-store.ts";
import { RetryingStore } from "./retrying-store.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const absent = { condition: { ifAbsent: true } } as const;

/** A store whose puts fail as often as they are told to, before or after they are done. */
class FailingStore extends MemoryObjectStore {
  attempts = 0;
  before = 0;
  after = 0;

  override async put(
    key: string,
    parts: readonly Uint8Array[],
    options?: PutOptions,
  ): Promise<{ etag: string; serverMs: number }> {
    this.attempts += 1;
    if (this.before-- > 0) throw this.#error;
    const result = await super.put(key, parts, options);
    if (this.after-- > 0) throw this.#error;
    return result;
  }

  get #error(): ObjectStoreError {
    return new ObjectStoreError("unreachable", this.location, { isDoubtful: true });
  }
}

function failing(): { store: FailingStore; retrying: RetryingStore; clock: ReturnType<typeof testContext>["clock"] } {
  const ctx = testContext();
  const store = new FailingStore();
  return { store, retrying: new RetryingStore(store, ctx), clock: ctx.clock };
}

test("put() asks again until it is done", async () => {
  const { store, retrying } = failing();
  store.before = 5;
  await retrying.put("x", [bytes("data")], absent);
  assert.equal(store.attempts, 6);
  assert.equal((await retrying.get("x")).size, 4);
});

test("a condition that our own lost attempt has broken is met", async () => {
  const { store, retrying } = failing();
  store.after = 1;
  const { etag } = await retrying.put("x", [bytes("data")], absent);
  assert.equal(etag, (await store.head("x"))?.etag);
  assert.equal(store.attempts, 2);
  store.after = 1;
  await retrying.put("x", [bytes("more")], { condition: { ifMatch: etag } });
  assert.equal((await store.get("x")).size, 4);
});

test("a condition that somebody else has broken is not", async () => {
  const { store, retrying } = failing();
  await store.put("x", [bytes("theirs")], { tag: "theirs" });
  store.before = 1;
  await assert.rejects(retrying.put("x", [bytes("ours")], absent), (error) => {
    assert.ok(isTrouble(error, "unmet"));
    assert.equal((error as ObjectStoreError).isDoubtful, true);
    return true;
  });
  assert.equal(Buffer.from(store.peek("x")).toString(), "theirs");
});

test("patience ends: soon with a store that has never answered, late with one that has", async () => {
  const { store, retrying, clock } = failing();
  store.before = Infinity;
  await assert.rejects(retrying.put("x", []), (error) => isTrouble(error, "unreachable"));
  const firstMs = clock.monotonicMs();
  assert.ok(firstMs > 5_000 && firstMs < 30_000, `${firstMs} ms`);
  await retrying.head("x");
  await assert.rejects(retrying.put("x", []), (error) => isTrouble(error, "unreachable"));
  assert.ok(clock.monotonicMs() - firstMs > 240_000);
});

test("list() goes on where it broke", async () => {
  const { store, retrying } = failing();
  for (let at = 0; at < 10; at++) await store.put(`key/${at}`, []);
  const whole = store.list.bind(store);
  let breaks = 3;
  store.list = async function* (prefix, options) {
    let count = 0;
    for await (const object of whole(prefix, options)) {
      if (++count === 3 && breaks-- > 0) throw new ObjectStoreError("unreachable", store.location);
      yield object;
    }
  };
  const keys = await Array.fromAsync(retrying.list("key/"), ({ key }) => key);
  assert.deepEqual(
    keys,
    Array.from({ length: 10 }, (_, at) => `key/${at}`),
  );
});
