import assert from "node:assert/strict";
import { Writable } from "node:stream";
import { test } from "node:test";
import { FakeClock } from "@coffer/testkit/context";
import type { Hold } from "../threads/index.ts";
import { SendQueue } from "./send-queue.ts";

/** Takes what it gets, when it is let. */
class Target extends Writable {
  readonly pieces: Buffer[] = [];
  isOpen = true;
  #waiting: (() => void) | undefined;

  override _write(piece: Buffer, _encoding: string, done: () => void): void {
    this.pieces.push(piece);
    if (this.isOpen) done();
    else this.#waiting = done;
  }

  open(): void {
    this.isOpen = true;
    this.#waiting?.();
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

test("push() sends everything, in order", async () => {
  const target = new Target();
  const queue = new SendQueue(target, new FakeClock(), { rateLimit: 0, buffer: 0 });
  for (let number = 0; number < 200; number++)
    queue.push({ bytes: new Uint8Array(20_000).fill(number) }, { bytes: Uint8Array.of(number) });
  await settled();
  const sent = Buffer.concat(target.pieces);
  assert.equal(sent.length, 200 * 20_001);
  for (let number = 0; number < 200; number++) assert.equal(sent[number * 20_001 + 20_000], number);
});

test("room() waits while more bytes wait than should, and the user may raise that", async () => {
  for (const [buffer, waits] of [
    [0, true],
    [10 << 20, false],
  ] as const) {
    const target = new Target();
    target.isOpen = false;
    const queue = new SendQueue(target, new FakeClock(), { rateLimit: 0, buffer });
    queue.push({ bytes: new Uint8Array(3 << 20) });
    assert.equal(queue.room(), undefined);
    queue.push({ bytes: new Uint8Array(3 << 20) });
    const room = queue.room();
    assert.equal(room !== undefined, waits);
    await settled();
    target.open();
    await room;
    await settled();
    assert.equal(Buffer.concat(target.pieces).length, 6 << 20);
  }
});

test("a rate limit is held in every second", async () => {
  const clock = new FakeClock();
  const target = new Target();
  const queue = new SendQueue(target, clock, { rateLimit: 100_000, buffer: 0 });
  queue.push({ bytes: new Uint8Array(1_000_000) });
  while (Buffer.concat(target.pieces).length < 1_000_000) await settled();
  assert.ok(clock.monotonicMs() >= 9700 && clock.monotonicMs() <= 10_100, `${clock.monotonicMs()} ms`);
});

test("abandon() lets those go who wait for room", async () => {
  const target = new Target();
  target.isOpen = false;
  const queue = new SendQueue(target, new FakeClock(), { rateLimit: 0, buffer: 0 });
  queue.push({ bytes: new Uint8Array(9 << 20) });
  const room = queue.room();
  queue.abandon();
  await room;
});

/** Counts releases. */
function countingHold(): Hold & { releases: number } {
  return {
    releases: 0,
    retain: () => assert.fail("nobody else needs it"),
    release() {
      this.releases += 1;
    },
  };
}

test("memory is released when all of it is sent, or when it is abandoned unsent", async () => {
  for (const rateLimit of [0, 1_000_000]) {
    const target = new Target();
    target.isOpen = false;
    const queue = new SendQueue(target, new FakeClock(), { rateLimit, buffer: 0 });
    const [sent, abandoned] = [countingHold(), countingHold()];
    queue.push({ bytes: new Uint8Array(50_000), hold: sent });
    await settled();
    queue.push({ bytes: new Uint8Array(300_000), hold: abandoned });
    assert.deepEqual([sent.releases, abandoned.releases], [0, 0], "the target has not taken it yet");
    target.open();
    await settled();
    assert.equal(sent.releases, 1);
    queue.abandon();
    await settled();
    assert.equal(abandoned.releases, 1);
  }
});

test("memory that the system may still look at is not released", async () => {
  const target = new Target();
  target.isOpen = false;
  target.on("error", () => undefined);
  const queue = new SendQueue(target, new FakeClock(), { rateLimit: 0, buffer: 0 });
  const hold = countingHold();
  queue.push({ bytes: new Uint8Array(50_000), hold });
  await settled();
  queue.abandon();
  target.destroy(new Error("gone"));
  await settled();
  assert.equal(hold.releases, 0);
});
