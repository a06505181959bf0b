import type { ServerConnection } from "./server-connection.ts";

/** Bytes that are collected before they are sent. */
const COLLECTED_MAX = 64 * 1024;

/**
 * Sends answers in order, small ones together. One sending is under way at a time, beside which the next answers are made; who is
 * faster than the client waits.
 */
export class AnswerWriter {
  readonly #connection: ServerConnection;
  #parts: Uint8Array[] = [];
  #size = 0;
  #sending: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;

  constructor(connection: ServerConnection) {
    this.#connection = connection;
  }

  /** @returns A promise to wait for if much is to be sent. */
  add(...parts: readonly Uint8Array[]): void | Promise<void> {
    for (const part of parts) {
      this.#parts.push(part);
      this.#size += part.length;
    }
    return this.#size >= COLLECTED_MAX ? this.flush() : undefined;
  }

  /** Resolves when the sending has begun. @throws What an earlier one failed with. */
  async flush(): Promise<void> {
    await this.settle();
    if (this.#parts.length === 0) return;
    const parts = this.#parts;
    this.#parts = [];
    this.#size = 0;
    this.#sending = this.#connection.send(parts).catch((error: unknown) => {
      this.#failure ??= { error };
    });
  }

  /** Resolves when what was flushed is sent. @throws What it failed with. */
  async settle(): Promise<void> {
    await this.#sending;
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
