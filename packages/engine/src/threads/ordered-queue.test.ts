import assert from "node:assert/strict";
import { test } from "node:test";
import { OrderedQueue } from "./ordered-queue.ts";

test("next() gives items in order, waits for the next, and ends", async () => {
  const queue = new OrderedQueue<number>();
  const seen: number[] = [];
  const consuming = (async () => {
    for (let item = await queue.next(); item !== undefined; item = await queue.next()) seen.push(item);
  })();
  const expected = Array.from({ length: 5000 }, (_, index) => index);
  for (const item of expected) {
    queue.push(item);
    if (item % 777 === 0) await new Promise(setImmediate);
  }
  queue.end();
  await consuming;
  assert.deepEqual(seen, expected);
});

test("fail() reaches a consumer that waits, and drops what stands in the queue", async () => {
  const queue = new OrderedQueue<number>();
  const waiting = queue.next();
  queue.fail(new Error("disk on fire"));
  await assert.rejects(waiting, /disk on fire/);
  queue.push(1);
  await assert.rejects(queue.next(), /disk on fire/);
});
