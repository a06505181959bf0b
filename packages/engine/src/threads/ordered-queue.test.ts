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

test("room() holds the producer back until the consumer has caught up", async () => {
  const queue = new OrderedQueue<number>();
  for (let item = 0; item < 4; item++) {
    assert.equal(queue.room(4), undefined);
    queue.push(item);
  }
  let isLetIn = false;
  const waiting = Promise.resolve(queue.room(4)).then(() => {
    isLetIn = true;
  });
  await new Promise(setImmediate);
  assert.equal(isLetIn, false);
  await queue.next();
  await waiting;
  assert.equal(queue.length, 3);
});

test("room() lets the producer go when the consumer has failed", async () => {
  const queue = new OrderedQueue<number>();
  queue.push(1);
  const waiting = queue.room(1);
  queue.fail(new Error("gone"));
  await waiting;
});
