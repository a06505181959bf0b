import type { Writable } from "node:stream";
import type { Clock } from "../context/index.ts";

/** Bytes that may wait, whatever the user says: enough to keep the way to the server full while we work. */
const QUEUE_SIZE = 4 << 20;
/** Bytes that are handed to the system at a time. */
const BATCH_SIZE = 1 << 20;
/** Of a rate limit; as in Borg. */
const PERIOD_MS = 100;

export interface SendQueueOptions {
  /** Bytes a second; 0: no limit. */
  readonly rateLimit: number;
  /** More bytes that may wait. */
  readonly buffer: number;
}

/** Bytes that must not change before they are sent. `hold` is released then, or when they are abandoned unsent. */
export interface Outgoing {
  readonly bytes: Uint8Array;
  readonly hold?: { release(): void };
}

/** Bytes on their way to the server, in order. */
export class SendQueue {
  readonly #target: Writable;
  readonly #clock: Clock;
  readonly #sizeMax: number;
  /** Bytes for each period; 0: no limit. */
  readonly #quota: number;
  #waiting: Outgoing[] = [];
  #size = 0;
  #isSending = false;
  /** What was not used of the quota, for at most one more period. */
  #credit: number;
  #periodMs: number;
  #room: (() => void)[] = [];

  constructor(target: Writable, clock: Clock, options: SendQueueOptions) {
    this.#target = target;
    this.#clock = clock;
    this.#sizeMax = QUEUE_SIZE + options.buffer;
    this.#quota = Math.floor((options.rateLimit * PERIOD_MS) / 1000);
    this.#credit = this.#quota;
    this.#periodMs = clock.monotonicMs();
  }

  push(...parts: readonly Outgoing[]): void {
    for (const part of parts) {
      this.#waiting.push(part);
      this.#size += part.bytes.length;
    }
    if (!this.#isSending) void this.#send();
  }

  /** Nothing to wait for, or a promise that resolves when no more bytes wait than should. */
  room(): void | Promise<void> {
    if (this.#size <= this.#sizeMax || this.#target.destroyed) return;
    return new Promise((resolve) => this.#room.push(resolve));
  }

  /** The target is gone: nobody need wait for room any more. */
  abandon(): void {
    for (const { hold } of this.#waiting) hold?.release();
    this.#waiting = [];
    this.#size = 0;
    this.#letGo();
  }

  async #send(): Promise<void> {
    this.#isSending = true;
    // What is pushed in the same turn goes together.
    await Promise.resolve();
    while (this.#waiting.length > 0 && !this.#target.destroyed) {
      const batch = this.#takeBatch(this.#quota === 0 ? BATCH_SIZE : await this.#allowance());
      await this.#write(batch);
      this.#size -= batch.reduce((sum, { bytes }) => sum + bytes.length, 0);
      if (this.#size <= this.#sizeMax) this.#letGo();
    }
    this.#isSending = false;
  }

  #letGo(): void {
    const room = this.#room;
    this.#room = [];
    for (const resolve of room) resolve();
  }

  /** Never fails: the target's own events tell what has become of it. */
  #write(batch: readonly Outgoing[]): Promise<void> {
    return new Promise((resolve) => {
      const last = batch.length - 1;
      const written = (error?: Error | null): void => {
        // After a failure nobody knows whether the system still looks at the memory.
        if (error === undefined || error === null) for (const { hold } of batch) hold?.release();
        resolve();
      };
      this.#target.cork();
      for (const [index, { bytes }] of batch.entries()) {
        if (index === last) this.#target.write(bytes, written);
        else this.#target.write(bytes);
      }
      this.#target.uncork();
    });
  }

  #takeBatch(sizeMax: number): Outgoing[] {
    let size = 0;
    let count = 0;
    for (; count < this.#waiting.length && size < sizeMax; count++) size += this.#lengthAt(count);
    const batch = this.#waiting.splice(0, count);
    const excess = size - sizeMax;
    const last = batch.at(-1);
    if (this.#quota > 0 && excess > 0 && last !== undefined) {
      const { length } = last.bytes;
      batch[batch.length - 1] = { bytes: last.bytes.subarray(0, length - excess) };
      this.#waiting.unshift({ ...last, bytes: last.bytes.subarray(length - excess) });
    }
    if (this.#quota > 0) this.#credit -= Math.min(size, sizeMax);
    return batch;
  }

  #lengthAt(index: number): number {
    return (this.#waiting[index] as Outgoing).bytes.length;
  }

  /** Bytes that may go now; waits until it is more than none. */
  async #allowance(): Promise<number> {
    this.#refill();
    if (this.#credit === 0) {
      await this.#clock.sleep(Math.max(0, this.#periodMs + PERIOD_MS - this.#clock.monotonicMs()));
      this.#credit += this.#quota;
      this.#periodMs = this.#clock.monotonicMs();
    }
    return Math.min(this.#credit, BATCH_SIZE);
  }

  #refill(): void {
    const now = this.#clock.monotonicMs();
    if (this.#periodMs + PERIOD_MS > now) return;
    this.#credit = Math.min(this.#credit + this.#quota, 2 * this.#quota);
    this.#periodMs = now;
  }
}
