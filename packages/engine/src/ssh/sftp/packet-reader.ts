import { bytesToText } from "@coffer/format/bytes";
import { SftpFormatError } from "./sftp-error.ts";

/** Reads the fields of a message in turn, and never beyond its end. */
export class PacketReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Bytes that are left. */
  get rest(): number {
    return this.#bytes.length - this.#at;
  }

  byte(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4));
  }

  /** @throws {SftpFormatError} Beyond 2^53 too. */
  u64(): number {
    const value = this.u64Clamped();
    if (value > Number.MAX_SAFE_INTEGER) throw new SftpFormatError(`the number ${value}`);
    return value;
  }

  /** Not exact beyond 2^53. */
  u64Clamped(): number {
    return Number(this.#view.getBigUint64(this.#take(8)));
  }

  /** A part of the message, not a copy. */
  bytes(): Uint8Array {
    const size = this.u32();
    const at = this.#take(size);
    return this.#bytes.subarray(at, at + size);
  }

  text(): string {
    return bytesToText(this.bytes());
  }

  #take(size: number): number {
    const at = this.#at;
    if (size > this.rest) throw new SftpFormatError("a message that is too short");
    this.#at += size;
    return at;
  }
}
