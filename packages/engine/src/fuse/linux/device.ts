import { closeSync, writeSync, writevSync } from "node:fs";
import { constants } from "node:os";
import { fuseCalls } from "./calls.ts";

const { EAGAIN, EINTR, ENODEV, ENOENT } = constants.errno;
/** Longest request: no data are ever sent to us. */
const REQUEST_SIZE_MAX = 128 * 1024;
/**
 * After an answer the next question often follows at once: waiting for it here is cheaper than on another thread, and holds up
 * nothing but signals and timers.
 */
const LINGER_MS = 10;
/** Requests after which others get their turn: signals, workers, timers. */
const REQUESTS_IN_A_ROW = 128;
/** The same while workers are at work for us. */
const REQUESTS_IN_A_ROW_BUSY = 8;

const POLLIN = 1;
const EFD_CLOEXEC = 0o2000000;
const EFD_NONBLOCK = 0o4000;

/** Answers, or begins to answer, one request: the first `size` bytes of the device's buffer, good during the call only. */
export type RequestHandler = (size: number) => void;

/** The open `/dev/fuse` of one mount. Non-blocking; closed by {@link FuseDevice.serve} at its end. */
export class FuseDevice {
  readonly #fd: number;
  readonly #wakeFd: number;
  /** Holds the request that is being handled. */
  readonly buffer: Uint8Array = new Uint8Array(REQUEST_SIZE_MAX);
  readonly #polled = Buffer.alloc(16);
  #isStopped = false;

  /** @param fd Taken over. Opened with O_NONBLOCK. */
  constructor(fd: number) {
    this.#fd = fd;
    this.#wakeFd = fuseCalls().eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (this.#wakeFd < 0) throw new Error("eventfd failed");
    this.#polled.writeInt32LE(fd, 0);
    this.#polled.writeInt16LE(POLLIN, 4);
    this.#polled.writeInt32LE(this.#wakeFd, 8);
    this.#polled.writeInt16LE(POLLIN, 12);
  }

  /**
   * Hands over requests until the file system is unmounted or {@link stop} is called.
   * @param isBusy Whether answers are being worked on that need the event loop.
   */
  async serve(handle: RequestHandler, isBusy: () => boolean): Promise<void> {
    try {
      let isWaiting = false;
      while (!this.#isStopped) {
        const state = this.#drain(handle, isBusy);
        if (state === "unmounted") return;
        // What is under way may need no more than a turn of the event loop.
        if (state === "more" || (state === "busy" && !isWaiting))
          await new Promise<void>((resolve) => setImmediate(resolve));
        else await new Promise<void>((resolve) => fuseCalls().pollAsync(this.#polled, 2, resolve));
        isWaiting = state === "busy" && !isWaiting;
      }
    } finally {
      closeSync(this.#fd);
      closeSync(this.#wakeFd);
    }
  }

  /** Ends {@link serve} after the request it is at. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    writeSync(this.#wakeFd, new Uint8Array(new BigUint64Array([1n]).buffer));
  }

  /** Writes one reply, in pieces. One to a request that was given up, or after the end, goes nowhere. */
  reply(first: Uint8Array, rest: readonly Uint8Array[] = []): void {
    if (this.#isStopped) return;
    try {
      if (rest.length === 0) writeSync(this.#fd, first);
      else writevSync(this.#fd, [first, ...rest]);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "ENOENT" && code !== "ENODEV" && code !== "EBADF") throw error;
    }
  }

  #drain(handle: RequestHandler, isBusy: () => boolean): "unmounted" | "busy" | "idle" | "more" {
    const calls = fuseCalls();
    for (let count = 0; count < (isBusy() ? REQUESTS_IN_A_ROW_BUSY : REQUESTS_IN_A_ROW); count++) {
      const size = calls.read(this.#fd, this.buffer, REQUEST_SIZE_MAX);
      if (size > 0) {
        handle(size);
        continue;
      }
      const errno = calls.errno();
      if (errno === ENODEV) return "unmounted";
      if (errno === EAGAIN) {
        if (isBusy()) return "busy";
        if (calls.poll(this.#polled, 2, LINGER_MS) === 0) return "idle";
      } else if (errno !== EINTR && errno !== ENOENT) throw new Error(`reading requests failed: errno ${errno}`);
    }
    return "more";
  }
}
