import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { encodeDelete, encodePut } from "@coffer/format/segment";
import { ReplayLog } from "./replay-log.ts";
import { releaseAll } from "./slab.ts";

const id = (number: number): Uint8Array => new Uint8Array(32).fill(number);

function logIn(context: TestContext): { log: ReplayLog; folder: string; path: string } {
  const folder = mkdtempSync("/tmp/coffer-replay-");
  const path = join(folder, "cache", "replay");
  const log = new ReplayLog(path);
  context.after(async () => {
    await log.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { log, folder, path };
}

async function append(log: ReplayLog, entry: Uint8Array): Promise<void> {
  releaseAll(log.append(entry));
  await log.room();
}

async function all(log: ReplayLog): Promise<Uint8Array[]> {
  const entries: Uint8Array[] = [];
  for await (const entry of log.entries()) entries.push(entry);
  return entries;
}

test("entries() gives what was appended, in order, however much it is", async (context) => {
  const { log, folder } = logIn(context);
  const large = (number: number): Uint8Array => encodePut(id(number), new Uint8Array(20_000_000).fill(number));
  for (const round of [1, 2]) {
    assert.deepEqual(await all(log), []);
    const entries = [encodePut(id(1), new Uint8Array(0)), ...[2, 3, 4, 5, 6].map(large), encodeDelete(id(round))];
    for (const entry of entries) await append(log, entry);
    const found = await all(log);
    assert.equal(found.length, entries.length);
    for (const [at, entry] of entries.entries())
      assert.ok(Buffer.compare(entry, found[at] as Uint8Array) === 0, `${at}`);
    assert.deepEqual([log.isComplete, log.isFilling], [true, false]);
    await log.clear();
  }
  assert.deepEqual(readdirSync(join(folder, "cache")), [], "the file has no name");
});

test("a log that finds no room is incomplete until it is cleared, and asks for that", async (context) => {
  const { log, folder } = logIn(context);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "cache"), "in the way");
  const entry = encodePut(id(1), new Uint8Array(20_000_000));
  for (let count = 0; count < 5; count++) await append(log, entry);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([log.isComplete, log.isFilling], [false, true]);
  await log.clear();
  assert.deepEqual([log.isComplete, log.isFilling], [true, false]);
});
