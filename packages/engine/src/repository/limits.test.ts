import assert from "node:assert/strict";
import { test } from "node:test";
import { packValue } from "@coffer/format/bytes";
import type { MsgpackValue } from "@coffer/format/bytes";
import { BorgError, StorageQuotaExceeded } from "@coffer/format/errors";
import { decodeHints, encodeHints } from "@coffer/format/segment";
import { FakeClock, memoryLock, testContext } from "@coffer/testkit/context";
import { MemoryStorage } from "../storage/index.ts";
import { LocalRepository } from "./local-repository.ts";
import type { OpenOptions } from "./open-options.ts";

const id = (number: number): Uint8Array => new Uint8Array(32).fill(number);
const latin1 = (data: Uint8Array): string => Buffer.from(data).toString("latin1");

function open(storage: MemoryStorage, options: OpenOptions = {}, ctx = testContext()): Promise<LocalRepository> {
  return LocalRepository.openOn(storage, options, ctx, memoryLock());
}

async function make(count: number): Promise<MemoryStorage> {
  const storage = new MemoryStorage();
  const repository = await LocalRepository.createOn(storage, {}, testContext(), memoryLock());
  for (let number = 1; number <= count; number++) {
    await repository.put(id(number), new Uint8Array(100).fill(number));
    await repository.commit();
  }
  await repository.close();
  return storage;
}

test("beyond its quota a transaction is doomed, whatever it does next", async () => {
  const storage = await make(1);
  const ctx = testContext();
  const repository = await open(storage, { storageQuota: 300 }, ctx);
  await repository.put(id(2), new Uint8Array(100));
  const isRight = (error: unknown): boolean => {
    assert.ok(error instanceof StorageQuotaExceeded);
    assert.equal(error.message, "The storage quota (300 B) has been exceeded (423 B). Try deleting some archives.");
    return true;
  };
  await assert.rejects(async () => repository.put(id(3), new Uint8Array(100)), isRight);
  await assert.rejects(repository.commit(), isRight);
  assert.equal(await repository.size(), 1);
  assert.ok(ctx.reporter.messages("info").includes("Storage quota: 141 B out of 300 B used."));
  await repository.put(id(2), new Uint8Array(100));
  await repository.commit();
  assert.equal(await repository.size(), 2);
  await repository.close();
});

test("what exceeds the quota may be on its way to its file when the transaction is given up", async (context) => {
  const storage = await make(1);
  const repository = await open(storage, { storageQuota: 300 });
  const unheard = context.mock.fn();
  process.prependOnceListener("unhandledRejection", unheard);
  context.after(() => process.removeListener("unhandledRejection", unheard));
  await repository.put(id(2), new Uint8Array(1));
  // throws at once; the bytes are written behind
  assert.throws(() => repository.put(id(3), new Uint8Array(12_000_000)), StorageQuotaExceeded);
  await repository.rollback();
  assert.equal(await repository.size(), 1);
  await repository.close();
  await new Promise(setImmediate);
  assert.equal(unheard.mock.callCount(), 0);
});

test("a quota of the config holds, one that is given wins", async () => {
  const storage = await make(1);
  const config = latin1(storage.peek("config")).replace("storage_quota = 0", "storage_quota = 1K");
  storage.plant("config", Buffer.from(config));
  const repository = await open(storage);
  await assert.rejects(async () => repository.put(id(2), new Uint8Array(1000)), StorageQuotaExceeded);
  await repository.close();
  const generous = await open(storage, { storageQuota: 0 });
  await generous.put(id(2), new Uint8Array(1000));
  await generous.commit();
  await generous.close();
});

test("deleting frees quota only by compaction", async () => {
  const storage = await make(3);
  const repository = await open(storage);
  const use = (): number => {
    const name = storage.names.find((found) => found.startsWith("hints.")) ?? "";
    return decodeHints(storage.peek(name)).storage_quota_use;
  };
  await repository.delete(id(2));
  await repository.commit();
  assert.equal(use(), 3 * 141);
  await repository.put(id(4), new Uint8Array(0));
  await repository.commit({ compact: true });
  assert.equal(use(), 2 * 141 + 41);
  await repository.close();
});

test("append-only: a log of transactions, no compaction, no repair, no destruction", async () => {
  const storage = await make(2);
  const segments = (): string[] => storage.names.filter((name) => name.startsWith("data/"));
  const clock = new FakeClock(1_795_357_859_601_343n);
  const repository = await open(storage, { appendOnly: true }, testContext({ clock }));
  assert.equal(repository.isAppendOnly, true);
  await repository.delete(id(1));
  const before = segments();
  await repository.commit({ compact: true, threshold: 0 });
  assert.deepEqual(segments().slice(0, before.length), before);
  assert.equal(latin1(storage.peek("transactions")), "transaction 5, UTC time 2026-11-22T14:30:59.601343\n");
  for (const refused of [() => repository.check({ repair: true }), () => repository.destroy()]) {
    await assert.rejects(refused, (error: unknown) => {
      assert.ok(error instanceof BorgError);
      assert.equal(error.message, "/memory is in append-only mode");
      return true;
    });
  }
  assert.equal(await repository.check({}), true);
  await repository.close();
});

test("a partial check goes on where the last one stopped", async () => {
  const storage = await make(5);
  const clock = new FakeClock();
  // Time passes with every look at it, so that each check is over after its first segment.
  clock.monotonicMs = (): number => {
    clock.advance(600);
    return Number(clock.nowMicros() / 1000n);
  };
  const ctx = testContext({ clock });
  const repository = await open(storage, {}, ctx);
  const last = (): string | undefined => /last_segment_checked = (\d+)/.exec(latin1(storage.peek("config")))?.[1];
  for (const expected of ["0", "1", "2"]) {
    assert.equal(await repository.check({ maxDurationSeconds: 0.5 }), true);
    assert.equal(last(), expected);
  }
  assert.ok(ctx.reporter.messages("info").includes("skipping to segments >= 2"));
  assert.ok(ctx.reporter.messages("info").includes("finished partial segment check, last segment checked is 2"));
  assert.ok(ctx.reporter.messages("info").includes("Finished partial repository check, no problems found."));
  assert.equal(await repository.check({ maxDurationSeconds: 1e9 }), true);
  assert.equal(last(), undefined);
  await repository.check({ maxDurationSeconds: 0.5 });
  assert.equal(last(), "0");
  await repository.check({});
  assert.equal(last(), undefined, "a full check forgets a partial one");
  await repository.close();
});

test("a check tells its progress", async () => {
  const ctx = testContext();
  const repository = await open(await make(2), {}, ctx);
  await repository.check({});
  const told = ctx.reporter.progresses.filter(
    (progress) => "msgid" in progress && progress.msgid === "repository.check",
  );
  assert.equal(told.length, 5);
  const { operation, ...first } = told[0] as { operation: number };
  assert.ok(operation > 0);
  assert.deepEqual(first, {
    type: "progress_percent",
    msgid: "repository.check",
    message: "Checking segments 0.0%",
    current: 1,
    total: 4,
    finished: false,
  });
  assert.deepEqual(told.at(-1), { type: "progress_percent", operation, msgid: "repository.check", finished: true });
  await repository.close();
});

test("hints of version 1 are brought up to date", async () => {
  const storage = await make(3);
  const repository = await open(storage);
  await repository.delete(id(2));
  await repository.put(id(3), new Uint8Array(50));
  await repository.commit();
  await repository.close();
  const name = storage.names.find((found) => found.startsWith("hints.")) ?? "";
  const good = decodeHints(storage.peek(name));
  const map = (entries: Iterable<[string | number, MsgpackValue]>): MsgpackValue => new Map(entries);
  const old = map([
    ["version", 1],
    ["segments", map(good.segments)],
    ["compact", [...good.compact.keys(), 99]],
  ]);
  storage.plant(name, packValue(old));
  await storage.remove(name.replace("hints", "integrity"));
  const again = await open(storage);
  await again.put(id(7), new Uint8Array(5));
  await again.commit({ compact: true });
  assert.equal(await again.size(), 3);
  assert.equal(await again.check({}), true);
  const hints = decodeHints(storage.peek(storage.names.find((found) => found.startsWith("hints.")) ?? ""));
  assert.equal(hints.version, 2);
  assert.equal(hints.segments.has(99), false);
  await again.close();
});

test("cleanupCommits rids a repository of segments that hold a COMMIT and nothing else", async () => {
  const storage = await make(4);
  const name = storage.names.find((found) => found.startsWith("hints.")) ?? "";
  // As an old Borg left them: not listed in the hints.
  const hints = decodeHints(storage.peek(name));
  hints.compact.clear();
  storage.plant(name, encodeHints(hints));
  await storage.remove(name.replace("hints", "integrity"));
  const repository = await open(storage);
  await repository.put(id(9), new Uint8Array(5));
  await repository.commit({ compact: true, cleanupCommits: true });
  const segments = storage.names.filter((found) => found.startsWith("data/"));
  let commitsOnly = 0;
  for (const segment of segments) if ((await storage.size(segment)) === 17) commitsOnly += 1;
  assert.equal(commitsOnly, 1);
  assert.equal(await repository.size(), 5);
  assert.equal(await repository.check({}), true);
  await repository.close();
});
