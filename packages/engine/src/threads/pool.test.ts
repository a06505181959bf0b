import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";
import { createSharedMemory, Pool } from "./index.ts";
import type { Job } from "./index.ts";
import { startEarlyWorker, takeEarlyWorker } from "./start-worker.ts";

const DOOR = new URL("./index.ts", import.meta.url).href;
const WORKER = `import { serveJobs } from "${DOOR}"; serveJobs({ answer: () => 42 });`;
/** A program that has nothing to do but to end a pool, when the answer of a worker is on its way already. */
const PROGRAM = `
  import { createSharedMemory, Pool } from "${DOOR}";
  const workerUrl = new URL(${JSON.stringify(`data:text/javascript,${encodeURIComponent(WORKER)}`)});
  const pool = new Pool({ threads: 1, shared: createSharedMemory(1, 65536), jobs: { answer: () => 42 }, workerUrl });
  console.log("first", await pool.run("answer"));
  void pool.run("answer").then((answer) => console.log("late", answer));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  await pool.close();
  console.log("closed");
`;

test("close() ends where it was called, also when an answer comes in the meantime", async () => {
  const words = ["-C", "source", "--input-type=module", "-e", PROGRAM];
  const { stdout } = await promisify(execFile)(process.execPath, words);
  assert.equal(stdout, "first 42\nclosed\n");
});

test("the thread of pinned jobs may have been started before the pool, if it runs the same module", async () => {
  const who = `import { threadId } from "node:worker_threads"; import { serveJobs } from "${DOOR}"; serveJobs({ who: () => threadId });`;
  const workerUrl = new URL(`data:text/javascript,${encodeURIComponent(who)}`);
  const start = (url: URL): Pool<{ who: Job<void, number> }> =>
    new Pool({ threads: 1, shared: createSharedMemory(1, 65_536), jobs: { who: () => 0 }, workerUrl: url });
  startEarlyWorker(workerUrl);
  const pools = [start(new URL(`${workerUrl.href}//another`)), start(workerUrl), start(workerUrl)];
  const early: number[] = [];
  for (const pool of pools) early.push(await pool.runPinned("who", undefined));
  for (const pool of pools) await pool.close();
  const [other = 0, taker = 0, later = 0] = early;
  assert.ok(taker < other && other < later, "threads are numbered in the order of their start");
});

test("a thread that dies before anybody takes it troubles nobody", async () => {
  const broken = new URL("data:text/javascript,throw new Error('broken')");
  const worker = startEarlyWorker(broken);
  await new Promise((resolve) => worker.once("exit", resolve));
  assert.equal(takeEarlyWorker(broken), undefined);
});

test("warmUpAll() gives each of the first jobs a thread of its own", async () => {
  const shared = createSharedMemory(2, 65_536);
  // ends when two are at it at the same time
  const meet = `({ memory }, offset) => {
    const cell = new Int32Array(memory.buffer, offset, 1);
    if (Atomics.add(cell, 0, 1) === 1) return Atomics.notify(cell, 0) >= 0;
    return Atomics.wait(cell, 0, 1, 30_000) !== "timed-out";
  }`;
  const worker = `import { serveJobs } from "${DOOR}"; serveJobs({ meet: ${meet} });`;
  const workerUrl = new URL(`data:text/javascript,${encodeURIComponent(worker)}`);
  const pool = new Pool<{ meet: Job<number, boolean> }>({ threads: 2, shared, jobs: { meet: () => false }, workerUrl });
  pool.warmUpAll();
  const met = [pool.run("meet", shared.heapOffset), pool.run("meet", shared.heapOffset)];
  assert.deepEqual(await Promise.all(met), [true, true]);
  await pool.close();
});
