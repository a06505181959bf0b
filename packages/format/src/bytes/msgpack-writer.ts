import { encodedLength, encodeTextInto } from "./text.ts";

const INITIAL_CAPACITY = 256;

/**
 * Appends values in Borg's dialect of msgpack to one growing buffer.
 *
 * The dialect knows one kind of string, "raw", for bytes and text alike, and its shortest headers; see
 * docs/formats/msgpack.md. Counts in array and map headers are the caller's promise.
 */
export class MsgpackWriter {
  #buffer: Uint8Array<ArrayBuffer>;
  #view: DataView<ArrayBuffer>;
  #length = 0;

  constructor(capacity: number = INITIAL_CAPACITY) {
    this.#buffer = new Uint8Array(capacity);
    this.#view = new DataView(this.#buffer.buffer);
  }

  /** Count of bytes written since the start or the last reset. */
  get length(): number {
    return this.#length;
  }

  writeNil(): void {
    this.#byte(0xc0);
  }

  writeBool(value: boolean): void {
    this.#byte(value ? 0xc3 : 0xc2);
  }

  /** @throws {RangeError} If `value` is no integer or outside of -2^63 to 2^64-1; nothing was written. */
  writeInt(value: number | bigint): void {
    if (typeof value === "bigint") this.#bigint(value);
    else if (value >= 0 && value < 0x80) this.#smallInteger(value);
    else this.#number(value);
  }

  /** A double, 9 bytes, even if it is an integer. */
  writeFloat(value: number): void {
    this.#reserve(9);
    this.#buffer[this.#length] = 0xcb;
    this.#view.setFloat64(this.#length + 1, value);
    this.#length += 9;
  }

  /** @throws {RangeError} From 2^32 bytes on; nothing was written. */
  writeRaw(bytes: Uint8Array): void {
    const { length } = bytes;
    this.#reserve(5 + length);
    this.#rawHeader(length);
    this.#buffer.set(bytes, this.#length);
    this.#length += length;
  }

  /** The head of a raw; its `length` bytes are to follow, here or wherever these bytes go. @throws {RangeError} As {@link writeRaw}. */
  writeRawHeader(length: number): void {
    this.#reserve(5);
    this.#rawHeader(length);
  }

  /** A text as raw; see `textToBytes`. @throws {RangeError} As there; nothing was written. */
  writeText(text: string): void {
    const length = encodedLength(text);
    this.#reserve(5 + length);
    this.#rawHeader(length);
    this.#length = encodeTextInto(text, this.#buffer, this.#length);
  }

  /** `count` values follow. */
  writeArrayHeader(count: number): void {
    this.#header(count, 0x90, 0xdc);
  }

  /** `count` pairs of key and value follow. */
  writeMapHeader(count: number): void {
    this.#header(count, 0x80, 0xde);
  }

  /** Appends bytes that are packed already. */
  writePacked(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** A copy of all that was written. */
  toBytes(): Uint8Array<ArrayBuffer> {
    return this.#buffer.slice(0, this.#length);
  }

  /** All that was written, without a copy: valid until the next write or reset. */
  view(): Uint8Array<ArrayBuffer> {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Forgets what was written and keeps the buffer. */
  reset(): void {
    this.#length = 0;
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#buffer.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.#buffer.length));
    larger.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = larger;
    this.#view = new DataView(larger.buffer);
  }

  #byte(value: number): void {
    this.#reserve(1);
    this.#buffer[this.#length++] = value;
  }

  #smallInteger(value: number): void {
    if (!Number.isInteger(value)) throw new RangeError("not an integer");
    this.#byte(value);
  }

  #number(value: number): void {
    if (!Number.isSafeInteger(value)) throw new RangeError("not a safe integer");
    this.#reserve(9);
    const at = this.#length;
    const view = this.#view;
    if (value >= 0) {
      if (value < 0x100) this.#tagged(0xcc, at, 1, value);
      else if (value < 0x10000) this.#tagged(0xcd, at, 2, value);
      else if (value <= 0xffffffff) this.#tagged(0xce, at, 4, value);
      else this.#tagged(0xcf, at, 8, value);
    } else if (value >= -0x20) {
      view.setInt8(at, value);
      this.#length = at + 1;
    } else if (value >= -0x80) this.#tagged(0xd0, at, 1, value);
    else if (value >= -0x8000) this.#tagged(0xd1, at, 2, value);
    else if (value >= -0x80000000) this.#tagged(0xd2, at, 4, value);
    else this.#tagged(0xd3, at, 8, value);
  }

  /** A tag byte and `size` bytes of the number's two's complement; the room is reserved. */
  #tagged(tag: number, at: number, size: 1 | 2 | 4 | 8, value: number): void {
    const view = this.#view;
    view.setUint8(at, tag);
    if (size === 1) view.setUint8(at + 1, value);
    else if (size === 2) view.setUint16(at + 1, value);
    else if (size === 4) view.setUint32(at + 1, value);
    else {
      view.setInt32(at + 1, Math.floor(value / 0x100000000));
      view.setUint32(at + 5, value);
    }
    this.#length = at + 1 + size;
  }

  #bigint(value: bigint): void {
    if (value >= -0x80000000n && value <= 0xffffffffn) {
      this.writeInt(Number(value));
      return;
    }
    if (value > 0xffffffffffffffffn || value < -0x8000000000000000n) throw new RangeError("integer beyond 64 bits");
    this.#reserve(9);
    const isNegative = value < 0n;
    this.#view.setUint8(this.#length, isNegative ? 0xd3 : 0xcf);
    if (isNegative) this.#view.setBigInt64(this.#length + 1, value);
    else this.#view.setBigUint64(this.#length + 1, value);
    this.#length += 9;
  }

  #rawHeader(length: number): void {
    if (length < 0x20) this.#buffer[this.#length++] = 0xa0 | length;
    else if (length < 0x10000) this.#tagged(0xda, this.#length, 2, length);
    else if (length <= 0xffffffff) this.#tagged(0xdb, this.#length, 4, length);
    else throw new RangeError("raw of 4 GiB or more");
  }

  #header(count: number, fixTag: number, tag16: number): void {
    if (!Number.isInteger(count) || count < 0 || count > 0xffffffff) throw new RangeError("not a count");
    this.#reserve(5);
    if (count < 0x10) this.#buffer[this.#length++] = fixTag | count;
    else if (count < 0x10000) this.#tagged(tag16, this.#length, 2, count);
    else this.#tagged(tag16 + 1, this.#length, 4, count);
  }
}
