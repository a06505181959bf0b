import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { TestContext } from "node:test";
import { LockTimeout, NotMyLock } from "@coffer/format/errors";
import { seededRandomBytes, testContext } from "@coffer/testkit/context";
import { HeedlessStore } from "@coffer/testkit/object-store-suite";
import { CheckingStore, MemoryObjectStore } from "../object-store/index.ts";
import type { ObjectStore } from "../object-store/index.ts";
import { Lease } from "./lease.ts";

const SEVEN_MINUTES = 420_000;

/** A store, and hosts that all live by its clock. */
function scene(
  context: TestContext,
  hasConditions: boolean,
): {
  store: ObjectStore;
  clock: ReturnType<typeof testContext>["clock"];
  take: (hostid: string, pid?: number) => Promise<Lease>;
} {
  const { clock } = testContext();
  const nowMs = (): number => Number(clock.nowMicros() / 1000n);
  const store = hasConditions
    ? new MemoryObjectStore("memory://bucket", nowMs)
    : new CheckingStore(new HeedlessStore("memory://bucket", nowMs));
  const take = async (hostid: string, pid = process.pid): Promise<Lease> => {
    const randomBytes = seededRandomBytes(`${hostid}-${clock.nowMicros()}`);
    const lease = await Lease.acquire(store, testContext({ identity: { hostid, pid }, clock, randomBytes }));
    context.after(() => lease.release().catch(() => undefined));
    return lease;
  };
  return { store, clock, take };
}

for (const hasConditions of [true, false]) {
  void describe(hasConditions ? "lease" : "lease without conditions", () => leaseTests(hasConditions));
}

function leaseTests(hasConditions: boolean): void {
  test("one holds the lock, others wait in vain; after him the next one has it", async (context) => {
    const { take } = scene(context, hasConditions);
    const first = await take("a");
    assert.equal(await first.isExclusive(), true);
    await assert.rejects(take("b"), LockTimeout);
    await first.release();
    const second = await take("b");
    assert.equal(second.epoch, first.epoch + 1);
    assert.equal(second.inherited, undefined);
    assert.equal(await first.isExclusive(), false);
  });

  test("of many who come at the same time, one has it", async (context) => {
    const { take } = scene(context, hasConditions);
    const attempts = await Promise.allSettled(Array.from({ length: 8 }, (_, at) => take(`host-${at}`)));
    assert.equal(attempts.filter(({ status }) => status === "fulfilled").length, 1);
  });

  test("who sleeps too long loses it, and what he was allowed is told to the next one", async (context) => {
    const { clock, take } = scene(context, hasConditions);
    const sleeper = await take("a");
    await sleeper.allow(7);
    clock.advance(SEVEN_MINUTES);
    const next = await take("b");
    assert.deepEqual(next.inherited, { from: 7, to: 30 });
    assert.equal(await sleeper.isExclusive(), false);
    await assert.rejects(sleeper.allow(8), NotMyLock);
    await sleeper.release();
    assert.equal(await next.isExclusive(), true);
  });

  test("a process of this host that is gone loses it at once", async (context) => {
    const { take } = scene(context, hasConditions);
    await (await take("a", 2 ** 22 + 1)).allow(0);
    assert.deepEqual((await take("a")).inherited, { from: 0, to: 23 });
  });

  test("a renewal keeps it", async (context) => {
    const { clock, take } = scene(context, hasConditions);
    const lease = await take("a");
    for (let minutes = 0; minutes < 12; minutes += 4) {
      clock.advance(240_000);
      assert.equal(await lease.isExclusive(), true);
    }
    await assert.rejects(take("b"), LockTimeout);
  });

  test("Lease.break() ends it, and does not forget what its holder may still write", async (context) => {
    const { store, take } = scene(context, hasConditions);
    const broken = await take("a");
    await broken.allow(3);
    await Lease.break(store);
    await assert.rejects(broken.allow(30), NotMyLock);
    assert.equal(await broken.isExclusive(), false);
    const next = await take("b");
    assert.deepEqual(next.inherited, { from: 3, to: 26 });
  });

  test("a window that nobody has settled is handed on until somebody has", async (context) => {
    const { take } = scene(context, hasConditions);
    const first = await take("a");
    await first.allow(3);
    await first.settled(5);
    first.doubt();
    await first.release();
    const second = await take("b");
    assert.deepEqual(second.inherited, { from: 6, to: 26 });
    await second.release();
    const third = await take("c");
    assert.deepEqual(third.inherited, { from: 6, to: 26 });
    await third.allow(27);
    await third.settled(28);
    await third.release();
    assert.equal((await take("d")).inherited, undefined);
  });
}
