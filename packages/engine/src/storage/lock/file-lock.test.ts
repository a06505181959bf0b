import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { LockFailed, LockTimeout, NotLocked, NotMyLock } from "@coffer/format/errors";
import { temporaryFolder } from "@coffer/testkit/borg";
import { testContext } from "@coffer/testkit/context";
import { FileLock } from "./file-lock.ts";

const HOST = "testhost@123456789";

/** A process that is alive and not ours, and one that is not any more. */
const OTHER_PID = process.ppid;
const DEAD_PID = deadPid();

function deadPid(): number {
  const { pid } = spawnSync("true");
  return pid;
}

function scene(context: TestContext) {
  const folder = temporaryFolder(context);
  const ctx = testContext();
  const path = join(folder, "lock");
  return {
    folder,
    ctx,
    path,
    exclusive: () => FileLock.acquire(path, { ...ctx, exclusive: true }),
    shared: () => FileLock.acquire(path, { ...ctx, exclusive: false }),
    roster: () => readFileSync(`${path}.roster`, "utf8"),
    files: () => readdirSync(folder).sort(),
    plant: (name: string): void => {
      mkdirSync(`${path}.exclusive`, { recursive: true });
      writeFileSync(join(`${path}.exclusive`, name), "");
    },
  };
}

test("an exclusive lock is a folder with the owner's file, and an entry in the roster", async (context) => {
  const { path, exclusive, roster, files } = scene(context);
  const lock = await exclusive();
  assert.deepEqual(readdirSync(`${path}.exclusive`), [`${HOST}.${process.pid}-0`]);
  assert.equal(roster(), `{"exclusive": [["${HOST}", ${process.pid}, 0]]}`);
  assert.equal(await lock.isExclusive(), true);
  await lock.release();
  assert.deepEqual(files(), []);
  await lock.release();
});

test("shared locks stand in the roster only", async (context) => {
  const { shared, roster, files } = scene(context);
  const one = await shared();
  const two = await shared();
  assert.deepEqual(files(), ["lock.roster"]);
  assert.equal(roster(), `{"shared": [["${HOST}", ${process.pid}, 0]]}`);
  assert.equal(await one.isExclusive(), false);
  await one.release();
  assert.deepEqual(files(), ["lock.roster"]);
  await two.release();
  assert.deepEqual(files(), []);
});

test("an exclusive lock keeps out everyone else, in this process too", async (context) => {
  const { path, exclusive, shared } = scene(context);
  const lock = await exclusive();
  await assert.rejects(exclusive(), (error: unknown) => {
    assert.ok(error instanceof LockTimeout);
    assert.equal(error.message, `Failed to create/acquire the lock ${path}.exclusive (timeout).`);
    return true;
  });
  await assert.rejects(shared(), LockTimeout);
  assert.equal(await lock.isExclusive(), true);
  await lock.release();
  await (await shared()).release();
});

test("readers keep a writer out, whose message names the lock itself", async (context) => {
  const { path, exclusive, shared, files } = scene(context);
  const reader = await shared();
  await assert.rejects(exclusive(), (error: unknown) => {
    assert.ok(error instanceof LockTimeout);
    assert.equal(error.message, `Failed to create/acquire the lock ${path} (timeout).`);
    return true;
  });
  assert.deepEqual(files(), ["lock.roster"]);
  await reader.release();
  await (await exclusive()).release();
});

test("upgrade() makes the only reader the writer", async (context) => {
  const { shared, roster, files } = scene(context);
  const lock = await shared();
  await lock.upgrade();
  assert.equal(await lock.isExclusive(), true);
  assert.equal(roster(), `{"shared": [], "exclusive": [["${HOST}", ${process.pid}, 0]]}`);
  await lock.upgrade();
  await lock.release();
  assert.deepEqual(files(), []);
});

test("upgrade() beside another reader times out and leaves the shared lock", async (context) => {
  const { shared, roster, files } = scene(context);
  const one = await shared();
  const two = await shared();
  await assert.rejects(one.upgrade(), LockTimeout);
  assert.match(roster(), /"shared": \[\["/);
  await two.release();
  await one.upgrade();
  await one.release();
  assert.deepEqual(files(), []);
});

test("a lock of a dead process of this host is removed, with a warning", async (context) => {
  const { ctx, path, exclusive, plant } = scene(context);
  plant(`${HOST}.${DEAD_PID}-0`);
  writeFileSync(`${path}.roster`, JSON.stringify({ shared: [[HOST, DEAD_PID, 0]], exclusive: [[HOST, DEAD_PID, 0]] }));
  const lock = await exclusive();
  const warnings = ctx.reporter.messages("warning");
  assert.ok(warnings.includes(`Killed stale lock ${HOST}.${DEAD_PID}-0.`));
  assert.ok(
    warnings.includes(`Removed stale shared roster lock for host ${HOST} pid ${DEAD_PID} thread 0.`),
    warnings.join("\n"),
  );
  await lock.release();
});

test("a process that was killed while it read does not keep a writer out", async (context) => {
  const { path, exclusive } = scene(context);
  writeFileSync(`${path}.roster`, JSON.stringify({ shared: [[HOST, DEAD_PID, 0]] }));
  await (await exclusive()).release();
});

for (const [what, name] of [
  ["a living process", `${HOST}.${OTHER_PID}-0`],
  ["another host", `elsewhere.example.com@42.${DEAD_PID}-0`],
  ["another thread", `${HOST}.${DEAD_PID}-1f`],
] as const) {
  test(`a lock of ${what} stays`, async (context) => {
    const { path, exclusive, plant } = scene(context);
    plant(name);
    await assert.rejects(exclusive(), LockTimeout);
    assert.deepEqual(readdirSync(`${path}.exclusive`), [name]);
  });
}

test("an owner that nobody understands stays, and is complained about once", async (context) => {
  const { ctx, path, exclusive, plant } = scene(context);
  plant("not-an-owner");
  await assert.rejects(exclusive(), LockTimeout);
  assert.deepEqual(ctx.reporter.messages("error"), [
    `Found malformed lock not-an-owner in ${path}.exclusive. Please check/fix manually.`,
  ]);
});

test("a lock under our own name from a former life of our process number is ours", async (context) => {
  const { exclusive, plant, path, files } = scene(context);
  plant(`${HOST}.${process.pid}-0`);
  writeFileSync(`${path}.roster`, JSON.stringify({ shared: [[HOST, process.pid, 0]] }));
  await (await exclusive()).release();
  assert.deepEqual(files(), []);
});

test("an empty lock folder is nobody's", async (context) => {
  const { exclusive, path } = scene(context);
  mkdirSync(`${path}.exclusive`);
  await (await exclusive()).release();
});

for (const garbage of ["", "{", "[]", "null", '{"shared": 5}', '{"shared": [["host"]]}', '{"shared": [[1, 2, 3]]}']) {
  test(`a roster of ${JSON.stringify(garbage)} is empty`, async (context) => {
    const { exclusive, path } = scene(context);
    writeFileSync(`${path}.roster`, garbage);
    await (await exclusive()).release();
    assert.equal(existsSync(`${path}.roster`), false);
  });
}

test("host names that are not ASCII are escaped as Python does", async (context) => {
  const { ctx, path, roster } = scene(context);
  const identity = { hostid: 'rübe"\\@1', pid: process.pid };
  const lock = await FileLock.acquire(path, { ...ctx, identity, exclusive: false });
  assert.equal(roster(), `{"shared": [["r\\u00fcbe\\"\\\\@1", ${process.pid}, 0]]}`);
  await lock.release();
});

test("a broken lock is noticed: isExclusive() is false, release() says whose it is", async (context) => {
  const { ctx, path, exclusive, plant } = scene(context);
  const first = await exclusive();
  await FileLock.break(path, ctx.identity, ctx.reporter);
  assert.equal(existsSync(`${path}.exclusive`), false);
  assert.equal(await first.isExclusive(), false);
  await assert.rejects(first.release(), NotLocked);
  const second = await exclusive();
  await FileLock.break(path, ctx.identity, ctx.reporter);
  plant(`${HOST}.${OTHER_PID}-0`);
  await assert.rejects(second.release(), NotMyLock);
});

test("a folder that cannot be written gives LockFailed", async (context) => {
  const { folder, ctx } = scene(context);
  const path = join(folder, "missing/lock");
  await assert.rejects(FileLock.acquire(path, { ...ctx, exclusive: true }), (error: unknown) => {
    assert.ok(error instanceof LockFailed);
    assert.match(
      error.message,
      /^Failed to create\/acquire the lock .*missing\/lock\.exclusive \(\[Errno 2\] No such file/,
    );
    return true;
  });
});

test("a negative wait is for ever: the lock comes when its owner lets go", async (context) => {
  const { ctx, path, exclusive, files } = scene(context);
  const first = await exclusive();
  const second = FileLock.acquire(path, { ...ctx, lockWaitSeconds: -1, exclusive: true });
  for (let turn = 0; turn < 20; turn++) await ctx.clock.sleep(1000);
  assert.equal(await first.isExclusive(), true);
  await first.release();
  await (await second).release();
  assert.deepEqual(files(), []);
});

test("who waits is called off by a signal, which leaves nothing", async (context) => {
  const { ctx, path, exclusive, shared, files } = scene(context);
  for (const take of [exclusive, shared]) {
    const held = await take();
    const before = files();
    const controller = new AbortController();
    const options = { ...ctx, lockWaitSeconds: -1, exclusive: true, signal: controller.signal };
    const waiting = FileLock.acquire(path, options);
    for (let turn = 0; turn < 5; turn++) await ctx.clock.sleep(1000);
    controller.abort(new Error("no more"));
    await assert.rejects(waiting, { message: "no more" });
    assert.deepEqual(files(), before);
    await held.release();
    // a lock that is free is not waited for
    await (await FileLock.acquire(path, options)).release();
  }
  assert.deepEqual(files(), []);
});

test("of many who want it at once each gets it in turn", async (context) => {
  const { ctx, path, files } = scene(context);
  let holders = 0;
  await Promise.all(
    Array.from({ length: 10 }, async () => {
      const lock = await FileLock.acquire(path, { ...ctx, lockWaitSeconds: -1, exclusive: true });
      holders += 1;
      assert.equal(holders, 1);
      await ctx.clock.sleep(1);
      holders -= 1;
      await lock.release();
    }),
  );
  assert.deepEqual(files(), []);
});
