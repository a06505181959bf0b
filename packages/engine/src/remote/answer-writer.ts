import type { ServerConnection } from "./server-connection.ts";

/** Bytes that are collected before they are sent. */
const COLLECTED_MAX = 64 * 1024;
/** Parts up to this size are copied together. */
const COPIED_MAX = 8 * 1024;

/** Parts that are sent together: small ones lie in a buffer that is used again, large ones are the caller's memory. */
class Parcel {
  readonly #buffer = new Uint8Array(COLLECTED_MAX);
  #parts: Uint8Array[] = [];
  /** What of the buffer is in {@link #parts}, and what is used. */
  #sealed = 0;
  #used = 0;
  #size = 0;

  /** Whether there is memory of callers in it. */
  get isBorrowing(): boolean {
    return this.#parts.some((part) => part.buffer !== this.#buffer.buffer);
  }

  get isFull(): boolean {
    return this.#size >= COLLECTED_MAX - COPIED_MAX;
  }

  add(part: Uint8Array): void {
    this.#size += part.length;
    if (part.length <= COPIED_MAX && this.#used + part.length <= this.#buffer.length) {
      this.#buffer.set(part, this.#used);
      this.#used += part.length;
      return;
    }
    this.#seal();
    this.#parts.push(part);
  }

  /** All that was added, in order. The parcel may be filled again when these parts are sent. */
  take(): Uint8Array[] {
    this.#seal();
    const parts = this.#parts;
    this.#parts = [];
    this.#sealed = 0;
    this.#used = 0;
    this.#size = 0;
    return parts;
  }

  #seal(): void {
    if (this.#used > this.#sealed) this.#parts.push(this.#buffer.subarray(this.#sealed, this.#used));
    this.#sealed = this.#used;
  }
}

/**
 * Sends answers in order, small ones together. One sending is under way at a time, beside which the next answers are made; who is
 * faster than the client waits.
 */
export class AnswerWriter {
  readonly #connection: ServerConnection;
  /** The one that is filled, and the one that is on its way. */
  #filling = new Parcel();
  #leaving = new Parcel();
  #sending: Promise<void> = Promise.resolve();
  #isSendingBorrowed = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(connection: ServerConnection) {
    this.#connection = connection;
  }

  /** @returns A promise to wait for if much is to be sent. */
  add(...parts: readonly Uint8Array[]): void | Promise<void> {
    for (const part of parts) this.#filling.add(part);
    return this.#filling.isFull ? this.flush() : undefined;
  }

  /** Resolves when the sending has begun. @throws What an earlier one failed with. */
  async flush(): Promise<void> {
    await this.settle();
    this.#isSendingBorrowed = this.#filling.isBorrowing;
    const parts = this.#filling.take();
    if (parts.length === 0) return;
    [this.#filling, this.#leaving] = [this.#leaving, this.#filling];
    this.#sending = this.#connection.send(parts).catch((error: unknown) => {
      this.#failure ??= { error };
    });
  }

  /** Resolves when memory that was added before the last call of this may be used again. @throws What a sending failed with. */
  async release(): Promise<void> {
    if (this.#filling.isBorrowing) await this.flush();
    else if (this.#isSendingBorrowed) await this.settle();
  }

  /** Resolves when what was flushed is sent. @throws What it failed with. */
  async settle(): Promise<void> {
    await this.#sending;
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
