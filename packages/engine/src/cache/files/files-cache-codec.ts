import { AGE_MAX } from "./file-table.ts";
import type { FilePlace, FileTable, RecordWords } from "./file-table.ts";
import { noWords, PlainRecords } from "./plain-records.ts";

/** The bytes are no files cache. Nothing of them is used: files are read again, nothing is lost. */
export class FilesCacheInvalid extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = "FilesCacheInvalid";
  }
}

/** Chunks that one file may have: more than the largest item that Borg can store. */
const CHUNKS_MAX = 20_000_000;
const I64_MAX = 0x7fff_ffff_ffff_ffffn;

/** Ran past the end of what was fed: the record goes on in the next piece. One object for all, as it is no accident. */
const TRUNCATED = new Error("truncated");

/**
 * Decodes a files cache that comes in pieces into `table`, each entry one backup older.
 *
 * Records may be cut anywhere. Of one hash told twice the later wins.
 * @see docs/formats/files-cache.md
 */
export class FilesCacheDecoder {
  readonly #table: FileTable;
  #rest: Uint8Array = new Uint8Array(0);
  #data: Uint8Array = this.#rest;
  #view: DataView = new DataView(new ArrayBuffer(0));
  #offset = 0;
  #ids: Uint8Array = new Uint8Array(32 * 16);

  constructor(table: FileTable) {
    this.#table = table;
  }

  /** Takes the next bytes; `piece` may be reused afterwards. @throws {FilesCacheInvalid} */
  feed(piece: Uint8Array): void {
    let data = piece;
    if (this.#rest.length > 0) {
      data = new Uint8Array(this.#rest.length + piece.length);
      data.set(this.#rest);
      data.set(piece, this.#rest.length);
    }
    this.#data = data;
    this.#view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    const plain = new PlainRecords(this.#table, data);
    let start = plain.readFrom(0);
    try {
      while (start < data.length) {
        this.#offset = start;
        this.#record();
        start = plain.readFrom(this.#offset);
      }
    } catch (error) {
      if (error !== TRUNCATED) throw error;
    }
    this.#rest = data.slice(start);
  }

  /** Ends the stream. A cut last record is dropped, as Borg does. */
  finish(): void {
    this.#rest = new Uint8Array(0);
    this.#data = this.#rest;
  }

  #record(): void {
    this.#expectArray(2);
    const pathHash = this.#raw(32);
    this.#expectArray(5);
    const age = this.#integer();
    const inode = this.#integer();
    const size = this.#integer();
    const cmtime = this.#timestamp();
    const count = this.#arrayLength();
    if (count > CHUNKS_MAX) throw new FilesCacheInvalid("too many chunks");
    // Every id takes 35 bytes: check before allocating for them.
    if (this.#data.length - this.#offset < count * 34) throw TRUNCATED;
    if (this.#ids.length < count * 32) this.#ids = new Uint8Array(count * 64);
    for (let i = 0; i < count; i += 1) this.#ids.set(this.#raw(32), i * 32);
    if (age < 0n || inode < 0n || size < 0n) throw new FilesCacheInvalid("negative number");
    const older = age >= BigInt(AGE_MAX) ? AGE_MAX : Number(age) + 1;
    this.#table.set(pathHash, { age: older, inode, size, cmtime }, this.#ids.subarray(0, count * 32));
  }

  #take(length: number): number {
    const start = this.#offset;
    if (start + length > this.#data.length) throw TRUNCATED;
    this.#offset = start + length;
    return start;
  }

  #byte(): number {
    return this.#data[this.#take(1)] ?? 0;
  }

  #expectArray(length: number): void {
    if (this.#arrayLength() !== length) throw new FilesCacheInvalid(`expected an array of ${length}`);
  }

  #arrayLength(): number {
    const byte = this.#byte();
    if (byte >= 0x90 && byte <= 0x9f) return byte - 0x90;
    if (byte === 0xdc) return this.#view.getUint16(this.#take(2));
    if (byte === 0xdd) return this.#view.getUint32(this.#take(4));
    throw new FilesCacheInvalid("expected an array");
  }

  /** A view of raw bytes; of any length up to 64 KiB unless `wanted` is given. */
  #raw(wanted?: number): Uint8Array {
    const byte = this.#byte();
    let length: number;
    if (byte >= 0xa0 && byte <= 0xbf) length = byte - 0xa0;
    else if (byte === 0xda || byte === 0xc5) length = this.#view.getUint16(this.#take(2));
    else if (byte === 0xd9 || byte === 0xc4) length = this.#byte();
    else throw new FilesCacheInvalid("expected raw bytes");
    if (wanted !== undefined && length !== wanted) throw new FilesCacheInvalid(`expected ${wanted} bytes`);
    const start = this.#take(length);
    return this.#data.subarray(start, start + length);
  }

  #integer(): bigint {
    const byte = this.#byte();
    if (byte <= 0x7f) return BigInt(byte);
    if (byte >= 0xe0) return BigInt(byte - 256);
    const view = this.#view;
    switch (byte) {
      case 0xcc:
        return BigInt(this.#byte());
      case 0xcd:
        return BigInt(view.getUint16(this.#take(2)));
      case 0xce:
        return BigInt(view.getUint32(this.#take(4)));
      case 0xcf:
        return view.getBigUint64(this.#take(8));
      case 0xd0:
        return BigInt(view.getInt8(this.#take(1)));
      case 0xd1:
        return BigInt(view.getInt16(this.#take(2)));
      case 0xd2:
        return BigInt(view.getInt32(this.#take(4)));
      case 0xd3:
        return view.getBigInt64(this.#take(8));
      default:
        throw new FilesCacheInvalid("expected an integer");
    }
  }

  /** An integer, or raw little-endian two's complement as old Borg wrote beyond 63 bits; such times saturate. */
  #timestamp(): bigint {
    const byte = this.#data[this.#offset];
    let value: bigint;
    if (byte !== undefined && ((byte >= 0xa0 && byte <= 0xbf) || byte === 0xda || byte === 0xd9)) {
      const raw = this.#raw();
      if (raw.length > 32) throw new FilesCacheInvalid("time out of range");
      value = 0n;
      for (let i = raw.length - 1; i >= 0; i -= 1) value = (value << 8n) | BigInt(raw[i] ?? 0);
      value = BigInt.asIntN(raw.length * 8, value);
    } else {
      value = this.#integer();
    }
    if (value > I64_MAX) return I64_MAX;
    return value < -I64_MAX ? -I64_MAX : value;
  }
}

/** Bytes that are handed on at once while saving. */
const PIECE_SIZE = 256 * 1024;

/**
 * Encodes the entries of `table` for which `keep` says so.
 *
 * @param write Takes each piece; the buffer is reused once `write` has returned.
 * @returns Entries written.
 */
export function encodeFilesCache(
  table: FileTable,
  keep: (age: number, cmtime: bigint) => boolean,
  write: (piece: Uint8Array) => void,
): number {
  let buffer = new Uint8Array(PIECE_SIZE + 4096);
  let view = new DataView(buffer.buffer);
  let end = 0;
  let written = 0;
  const facts: RecordWords = noWords();

  function unsigned(low: number, high: number): void {
    if (high !== 0) {
      buffer[end] = 0xcf;
      view.setUint32(end + 1, high);
      view.setUint32(end + 5, low);
      end += 9;
    } else if (low <= 0x7f) {
      buffer[end++] = low;
    } else if (low <= 0xff) {
      buffer[end++] = 0xcc;
      buffer[end++] = low;
    } else if (low <= 0xffff) {
      buffer[end] = 0xcd;
      view.setUint16(end + 1, low);
      end += 3;
    } else {
      buffer[end] = 0xce;
      view.setUint32(end + 1, low);
      end += 5;
    }
  }

  function signed(low: number, high: number): void {
    if (high <= 0x7fff_ffff) {
      unsigned(low, high);
      return;
    }
    buffer[end] = 0xd3;
    view.setUint32(end + 1, high);
    view.setUint32(end + 5, low);
    end += 9;
  }

  function raw32(place: FilePlace, index: number): void {
    buffer[end] = 0xda;
    buffer[end + 1] = 0;
    buffer[end + 2] = 32;
    table.writeId(place, index, view, end + 3);
    end += 35;
  }

  table.forEach((place) => {
    if (!keep(table.age(place), table.cmtime(place))) return;
    const count = table.chunkCount(place);
    const needed = 128 + count * 35;
    if (end > 0 && end + needed > buffer.length) {
      write(buffer.subarray(0, end));
      end = 0;
    }
    if (needed > buffer.length) {
      buffer = new Uint8Array(needed);
      view = new DataView(buffer.buffer);
    }
    table.readWords(place, facts);
    buffer[end++] = 0x92;
    raw32(place, -1);
    buffer[end++] = 0x95;
    unsigned(facts.age, 0);
    unsigned(facts.inodeLow, facts.inodeHigh);
    unsigned(facts.sizeLow, facts.sizeHigh);
    signed(facts.cmtimeLow, facts.cmtimeHigh);
    if (count < 16) {
      buffer[end++] = 0x90 + count;
    } else if (count <= 0xffff) {
      buffer[end++] = 0xdc;
      view.setUint16(end, count);
      end += 2;
    } else {
      buffer[end++] = 0xdd;
      view.setUint32(end, count);
      end += 4;
    }
    for (let i = 0; i < count; i += 1) raw32(place, i);
    written += 1;
  });
  if (end > 0) write(buffer.subarray(0, end));
  return written;
}
