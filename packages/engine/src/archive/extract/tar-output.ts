import { tarPadding, tarTrailer } from "@coffer/format/tar";

/** Takes bytes that are good until it has resolved. */
export type WriteBytes = (bytes: Uint8Array) => void | Promise<void>;

/** Small writes are collected up to this size. */
const BUFFER_SIZE = 256 * 1024;
/** Writes from this size on are passed on as they are. */
const LARGE_WRITE_SIZE = 64 * 1024;

/** The stream of a tar file: collects what is small, counts, pads and ends. */
export class TarOutput {
  readonly #write: WriteBytes;
  readonly #buffer = new Uint8Array(BUFFER_SIZE);
  #used = 0;
  #size = 0;

  constructor(write: WriteBytes) {
    this.#write = write;
  }

  /** `bytes` may be reused when it has returned or resolved. */
  write(bytes: Uint8Array): void | Promise<void> {
    this.#size += bytes.length;
    if (this.#used + bytes.length <= BUFFER_SIZE && bytes.length < LARGE_WRITE_SIZE) {
      this.#buffer.set(bytes, this.#used);
      this.#used += bytes.length;
      return;
    }
    const flushed = this.#flush();
    if (flushed !== undefined) return flushed.then(() => this.#writeUnbuffered(bytes));
    return this.#writeUnbuffered(bytes);
  }

  /** Fills up to the next block after `size` bytes of content. */
  pad(size: number): void | Promise<void> {
    const count = tarPadding(size);
    return count === 0 ? undefined : this.write(new Uint8Array(count));
  }

  /** Writes the end of the tar file and all that was collected. */
  async finish(): Promise<void> {
    await this.write(tarTrailer(this.#size));
    await this.#flush();
  }

  #flush(): void | Promise<void> {
    if (this.#used === 0) return;
    const bytes = this.#buffer.subarray(0, this.#used);
    this.#used = 0;
    return this.#write(bytes);
  }

  #writeUnbuffered(bytes: Uint8Array): void | Promise<void> {
    if (bytes.length >= LARGE_WRITE_SIZE) return this.#write(bytes);
    this.#buffer.set(bytes, 0);
    this.#used = bytes.length;
  }
}
