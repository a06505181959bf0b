import { MESSAGE_SIZE_MAX } from "./protocol.ts";
import { SftpFormatError } from "./sftp-error.ts";

const LENGTH_SIZE = 4;

/** Cuts the bytes of a server into messages, none of which is longer than it may be. */
export class SftpSplitter {
  readonly #length = new Uint8Array(LENGTH_SIZE);
  #lengthCount = 0;
  /** The message that is not complete yet. */
  #message: Uint8Array | undefined;
  #count = 0;

  /**
   * @returns The messages that are complete now, without their lengths: valid until the next call.
   * @throws {SftpFormatError} If one would be longer than {@link MESSAGE_SIZE_MAX}, or empty.
   */
  *feed(bytes: Uint8Array): Generator<Uint8Array, void, void> {
    let at = 0;
    while (at < bytes.length) {
      if (this.#message === undefined) {
        this.#length[this.#lengthCount++] = bytes[at++] ?? 0;
        if (this.#lengthCount === LENGTH_SIZE) this.#begin();
        continue;
      }
      const message = this.#message;
      const wanted = message.length - this.#count;
      const found = bytes.subarray(at, at + wanted);
      message.set(found, this.#count);
      this.#count += found.length;
      at += found.length;
      if (found.length < wanted) return;
      this.#message = undefined;
      yield message;
    }
  }

  #begin(): void {
    const size = new DataView(this.#length.buffer).getUint32(0);
    if (size === 0 || size > MESSAGE_SIZE_MAX) throw new SftpFormatError(`a message of ${size} bytes`);
    this.#message = new Uint8Array(size);
    this.#count = 0;
    this.#lengthCount = 0;
  }
}
