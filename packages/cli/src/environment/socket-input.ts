import assert from "node:assert/strict";
import { Socket } from "node:net";
import { ConnectionClosed } from "@coffer/format/errors";

/** Bytes that one read may bring: as many as a pipe holds. */
const BUFFER_SIZE = 64 * 1024;
/** Buffers that are filled while somebody looks at another one. */
const BUFFER_COUNT = 4;

/**
 * What arrives at a pipe or a socket, in pieces that are valid until the next one is asked for.
 *
 * It is read into a few buffers, again and again: a stream of Node's own takes new memory for each read, which costs more than twice as much
 * time. Nobody who does not ask is read for.
 */
export class SocketInput implements AsyncIterable<Uint8Array> {
  readonly #socket: Socket;
  readonly #free = Array.from({ length: BUFFER_COUNT }, () => new Uint8Array(BUFFER_SIZE));
  /** What the next read goes to. */
  #target = new Uint8Array(BUFFER_SIZE);
  readonly #arrived: Uint8Array<ArrayBuffer>[] = [];
  #isPaused = false;
  #isOver = false;
  readonly #closing = new AbortController();
  #failure: { readonly error: unknown } | undefined;
  #wake: () => void = () => undefined;

  /** Takes over the descriptor, and closes it at the end. */
  constructor(fd: number) {
    const onread = { buffer: () => this.#target, callback: (size: number) => this.#take(size) };
    this.#socket = new Socket({ fd, readable: true, writable: false, onread });
    this.#socket.once("end", () => this.#end());
    this.#socket.on("error", (error) => this.#fail(error));
    this.#socket.resume();
  }

  /** Aborted when the other side has closed, though not all of what it sent may have been asked for. */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  /** Ends the input with an error, whatever has arrived. */
  destroy(error: unknown): void {
    this.#socket.destroy();
    this.#fail(error);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure.error;
      const piece = this.#arrived.shift();
      if (piece !== undefined) {
        yield piece;
        this.#reuse(piece);
      } else if (this.#isOver) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** @returns Whether there is a buffer for one more read. */
  #take(size: number): boolean {
    this.#arrived.push(this.#target.subarray(0, size));
    const next = this.#free.pop();
    assert(next !== undefined, "nothing is read without a buffer");
    this.#target = next;
    this.#isPaused = this.#free.length === 0;
    this.#wake();
    return !this.#isPaused;
  }

  #reuse(piece: Uint8Array<ArrayBuffer>): void {
    this.#free.push(new Uint8Array(piece.buffer));
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#socket.resume();
  }

  #end(): void {
    this.#isOver = true;
    this.#closing.abort(new ConnectionClosed());
    this.#wake();
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#closing.abort(error);
    this.#wake();
  }
}
