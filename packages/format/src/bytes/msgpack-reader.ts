import { KeyTexts } from "./key-texts.ts";
import { MsgpackError } from "./msgpack-error.ts";
import { bytesToText } from "./text.ts";

/** What kind of value comes next. Bytes and text are both "raw". */
export type MsgpackKind = "nil" | "bool" | "int" | "raw" | "array" | "map" | "float";

const keyTexts = new KeyTexts();

/**
 * Reads values one after the other from bytes that may be hostile.
 *
 * Accepts every form that Python's msgpack gave Borg 1.x: also the newer string and binary headers, and integers that are
 * longer than they need to be. Each read either moves {@link offset} past the value or throws and leaves it where it was.
 * Never reads past the end, never allocates for a length that the remaining bytes cannot hold.
 *
 * Every read throws {@link MsgpackError} if the bytes end (`truncated`), are no msgpack, or hold another kind of value.
 */
export class MsgpackReader {
  readonly #data: Uint8Array;
  readonly #view: DataView;
  /** Where the next value begins. */
  offset: number;

  constructor(data: Uint8Array, offset = 0) {
    // Not a subclass of Uint8Array, so that the views given out are plain ones.
    this.#data = data.constructor === Uint8Array ? data : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    this.#view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    this.offset = offset;
  }

  get atEnd(): boolean {
    return this.offset >= this.#data.length;
  }

  /** Count of bytes not yet read. */
  get remaining(): number {
    return this.#data.length - this.offset;
  }

  /** Kind of the next value; nothing is consumed. */
  peek(): MsgpackKind {
    const tag = this.#tag();
    if (tag < 0x80 || tag >= 0xe0) return "int";
    if (tag < 0x90) return "map";
    if (tag < 0xa0) return "array";
    if (tag < 0xc0) return "raw";
    return KIND_BY_TAG[tag - 0xc0] ?? this.#fail(`invalid byte ${tag.toString(16)}`);
  }

  readNil(): null {
    if (this.#tag() !== 0xc0) this.#unexpected("nil");
    this.offset++;
    return null;
  }

  readBool(): boolean {
    const tag = this.#tag();
    if (tag !== 0xc2 && tag !== 0xc3) this.#unexpected("bool");
    this.offset++;
    return tag === 0xc3;
  }

  /** A number where it is a safe integer, else a bigint. */
  readInt(): number | bigint {
    const tag = this.#tag();
    if (tag < 0x80) {
      this.offset++;
      return tag;
    }
    if (tag >= 0xe0) {
      this.offset++;
      return tag - 0x100;
    }
    if (tag < 0xcc || tag > 0xd3) this.#unexpected("int");
    const size = 1 << (tag & 3);
    this.#need(1 + size);
    const at = this.offset + 1;
    this.offset = at + size;
    switch (tag) {
      case 0xcc:
        return this.#view.getUint8(at);
      case 0xcd:
        return this.#view.getUint16(at);
      case 0xce:
        return this.#view.getUint32(at);
      case 0xd0:
        return this.#view.getInt8(at);
      case 0xd1:
        return this.#view.getInt16(at);
      case 0xd2:
        return this.#view.getInt32(at);
      default:
        return this.#wide(at, tag === 0xd3);
    }
  }

  readBigInt(): bigint {
    const tag = this.#tag();
    if ((tag === 0xcf || tag === 0xd3) && this.offset + 9 <= this.#data.length) {
      const at = this.offset + 1;
      this.offset += 9;
      return tag === 0xcf ? this.#view.getBigUint64(at) : this.#view.getBigInt64(at);
    }
    return BigInt(this.readInt());
  }

  /** An integer that must be safe. */
  readNumber(): number {
    const start = this.offset;
    const value = this.readInt();
    if (typeof value === "number") return value;
    this.offset = start;
    return this.#fail("integer too large");
  }

  readFloat(): number {
    const tag = this.#tag();
    if (tag !== 0xcb && tag !== 0xca) this.#unexpected("float");
    const size = tag === 0xcb ? 8 : 4;
    this.#need(1 + size);
    const at = this.offset + 1;
    this.offset = at + size;
    return tag === 0xcb ? this.#view.getFloat64(at) : this.#view.getFloat32(at);
  }

  /** The bytes of a raw, as a view of the data. */
  readRaw(): Uint8Array {
    const start = this.#enterRaw();
    return this.#data.subarray(start, this.offset);
  }

  /** Moves past a raw without making a view of it. @returns Where in the data its bytes begin; they end at {@link offset}. */
  enterRaw(): number {
    return this.#enterRaw();
  }

  /** A raw as text, without loss; see `bytesToText`. */
  readText(): string {
    const start = this.#enterRaw();
    return bytesToText(this.#data, start, this.offset);
  }

  /** As {@link readText}, faster for the few short texts that come again and again: map keys, user names. */
  readKey(): string {
    const start = this.#enterRaw();
    return keyTexts.get(this.#data, start, this.offset);
  }

  /** Count of the values that follow: at most as many as there are bytes left. */
  readArrayHeader(): number {
    return this.#readHeader("array", 0x90, 0xdc, 1);
  }

  /** Count of the pairs that follow: at most half as many as there are bytes left. */
  readMapHeader(): number {
    return this.#readHeader("map", 0x80, 0xde, 2);
  }

  /** Moves past one value with all that it holds, at any depth. */
  skip(): void {
    const start = this.offset;
    if (this.#skipPlain()) return;
    try {
      for (let left = 1; left > 0; left--) left += this.#skipOne();
    } catch (error) {
      this.offset = start;
      throw error;
    }
  }

  /** The bytes from `start` up to the current offset, as a view: a value that was skipped, still packed. */
  slice(start: number): Uint8Array {
    return this.#data.subarray(start, this.offset);
  }

  /** @returns Count of values that belong to the skipped one and follow it. */
  #skipOne(): number {
    switch (this.peek()) {
      case "array":
        return this.readArrayHeader();
      case "map":
        return 2 * this.readMapHeader();
      case "raw":
        this.#enterRaw();
        return 0;
      case "int":
        this.#skipInt();
        return 0;
      case "float":
        this.readFloat();
        return 0;
      default:
        this.offset++;
        return 0;
    }
  }

  /** Moves past a short raw or an integer: what there is most of. @returns False, and has not moved, before anything else. */
  #skipPlain(): boolean {
    const tag = this.#data[this.offset] ?? 0xc0;
    let size = 1;
    if (tag >= 0xcc && tag <= 0xd3) size += 1 << (tag & 3);
    else if (tag >= 0xa0 && tag <= 0xbf) size += tag & 0x1f;
    else if (tag >= 0x80 && tag < 0xe0) return false;
    if (this.offset + size > this.#data.length) return false;
    this.offset += size;
    return true;
  }

  #skipInt(): void {
    const tag = this.#tag();
    const size = tag < 0x80 || tag >= 0xe0 ? 0 : 1 << (tag & 3);
    this.#need(1 + size);
    this.offset += 1 + size;
  }

  #tag(): number {
    return this.#data[this.offset] ?? this.#truncated();
  }

  #wide(at: number, isSigned: boolean): number | bigint {
    const high = isSigned ? this.#view.getInt32(at) : this.#view.getUint32(at);
    if (high < 0x200000 && high >= -0x200000) {
      const value = high * 0x100000000 + this.#view.getUint32(at + 4);
      if (Number.isSafeInteger(value)) return value;
    }
    return isSigned ? this.#view.getBigInt64(at) : this.#view.getBigUint64(at);
  }

  /** Moves past a raw. @returns Where its bytes begin; they end at the new offset. */
  #enterRaw(): number {
    const tag = this.#tag();
    let length = tag & 0x1f;
    let header = 1;
    if (tag < 0xa0 || tag > 0xbf) {
      const sizeTag = RAW_SIZE_BY_TAG[tag];
      if (sizeTag === undefined) this.#unexpected("raw");
      header = 1 + sizeTag;
      length = this.#size(sizeTag);
    }
    const start = this.offset + header;
    if (start + length > this.#data.length) this.#truncated();
    this.offset = start + length;
    return start;
  }

  #readHeader(kind: "array" | "map", fixTag: number, tag16: number, valuesEach: number): number {
    const tag = this.#tag();
    let count = tag & 0x0f;
    let header = 1;
    if ((tag & 0xf0) !== fixTag) {
      if (tag !== tag16 && tag !== tag16 + 1) this.#unexpected(kind);
      const size = tag === tag16 ? 2 : 4;
      count = this.#size(size);
      header += size;
    }
    if (count * valuesEach > this.#data.length - this.offset - header) this.#truncated();
    this.offset += header;
    return count;
  }

  /** The big-endian size of `width` bytes after the tag. */
  #size(width: number): number {
    this.#need(1 + width);
    const at = this.offset + 1;
    if (width === 1) return this.#view.getUint8(at);
    return width === 2 ? this.#view.getUint16(at) : this.#view.getUint32(at);
  }

  #need(count: number): void {
    if (this.offset + count > this.#data.length) this.#truncated();
  }

  #unexpected(wanted: MsgpackKind): never {
    const found = this.peek();
    this.#fail(`${found} instead of ${wanted}`);
  }

  #fail(message: string): never {
    throw new MsgpackError(message, this.offset);
  }

  #truncated(): never {
    throw new MsgpackError("the bytes end", this.offset, true);
  }
}

/** Width of the size field of each raw header beyond fixraw. */
const RAW_SIZE_BY_TAG: Readonly<Record<number, number>> = { 0xc4: 1, 0xc5: 2, 0xc6: 4, 0xd9: 1, 0xda: 2, 0xdb: 4 };

/** For the bytes c0 to df; the gaps (c1, extension types) are invalid. */
const KIND_BY_TAG: readonly (MsgpackKind | undefined)[] = [
  "nil",
  undefined,
  "bool",
  "bool",
  "raw",
  "raw",
  "raw",
  undefined,
  undefined,
  undefined,
  "float",
  "float",
  "int",
  "int",
  "int",
  "int",
  "int",
  "int",
  "int",
  "int",
  undefined,
  undefined,
  undefined,
  undefined,
  undefined,
  "raw",
  "raw",
  "raw",
  "array",
  "array",
  "map",
  "map",
];
