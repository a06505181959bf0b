import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";

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
