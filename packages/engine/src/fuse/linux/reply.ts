import type { NodeAttributes } from "../file-system.ts";
import { ATTR_SIZE, DIRENT_SIZE, ENTRY_SIZE, OUT_HEADER_SIZE } from "./protocol.ts";

/** How long the kernel may keep what it was told, seconds: nothing changes. */
const VALID_SECONDS = 24 * 3600;
const BLOCK_SIZE = 512;
const TWO_32 = 0x1_0000_0000;

/** One reply at a time: header and body in one buffer, written field after field. Numbers are little-endian, as on all CPUs we run on. */
export class Reply {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  /** Where the next field goes. */
  length: number = OUT_HEADER_SIZE;

  constructor(size: number) {
    this.bytes = new Uint8Array(size);
    this.#view = new DataView(this.bytes.buffer);
  }

  /** Forgets what was written. */
  begin(): void {
    this.length = OUT_HEADER_SIZE;
  }

  /** Fills in the header. @param more Bytes that follow outside of this buffer. */
  finish(uniqueLow: number, uniqueHigh: number, error: number, more: number = 0): Uint8Array {
    this.#view.setUint32(0, this.length + more, true);
    this.#view.setInt32(4, -error, true);
    this.#view.setUint32(8, uniqueLow, true);
    this.#view.setUint32(12, uniqueHigh, true);
    return this.bytes.subarray(0, this.length);
  }

  u16(value: number): void {
    this.#view.setUint16(this.length, value, true);
    this.length += 2;
  }

  u32(value: number): void {
    this.#view.setUint32(this.length, value >>> 0, true);
    this.length += 4;
  }

  /** An integer of 64 bits, which may be negative. */
  i64(value: number): void {
    const high = Math.floor(value / TWO_32);
    this.#view.setUint32(this.length, value - high * TWO_32, true);
    this.#view.setInt32(this.length + 4, high, true);
    this.length += 8;
  }

  zeros(count: number): void {
    this.bytes.fill(0, this.length, this.length + count);
    this.length += count;
  }

  raw(bytes: Uint8Array): void {
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** `struct fuse_attr_out` */
  attributes(node: number, attributes: NodeAttributes): void {
    this.i64(VALID_SECONDS);
    this.zeros(8);
    this.#attr(node, attributes);
  }

  /** `struct fuse_entry_out` */
  entry(node: number, attributes: NodeAttributes): void {
    this.i64(node);
    this.i64(0);
    this.i64(VALID_SECONDS);
    this.i64(VALID_SECONDS);
    this.zeros(8);
    this.#attr(node, attributes);
  }

  /** The entry of a name about which nothing is told but its number. */
  emptyEntry(): void {
    this.zeros(ENTRY_SIZE);
  }

  /** `struct fuse_dirent` */
  dirent(node: number, cursor: number, mode: number, name: Uint8Array): void {
    this.i64(node);
    this.i64(cursor);
    this.u32(name.length);
    this.u32((mode >> 12) & 0xf);
    this.raw(name);
    this.zeros(-name.length & 7);
  }

  #seconds(time: bigint): void {
    const rest = time % SECOND;
    this.#view.setBigInt64(this.length, (time - (rest < 0n ? rest + SECOND : rest)) / SECOND, true);
    this.length += 8;
  }

  #attr(node: number, from: NodeAttributes): void {
    const end = this.length + ATTR_SIZE;
    this.i64(node);
    this.i64(from.size);
    this.i64(Math.ceil(from.size / BLOCK_SIZE));
    for (const time of [from.atime, from.mtime, from.ctime]) this.#seconds(time);
    for (const time of [from.atime, from.mtime, from.ctime]) this.u32(nanosecondsOf(time));
    for (const value of [from.mode, from.nlink, from.uid, from.gid]) this.u32(value);
    this.u32(from.rdev);
    this.u32(BLOCK_SIZE);
    this.u32(0);
    if (this.length !== end) throw new Error("attributes of another size");
  }
}

const SECOND = 1_000_000_000n;

/** The part of a time that is no whole second; never negative. */
function nanosecondsOf(time: bigint): number {
  const rest = time % SECOND;
  return Number(rest < 0n ? rest + SECOND : rest);
}

/** Bytes that a name takes in a listing. */
export function direntSize(name: Uint8Array): number {
  return (DIRENT_SIZE + name.length + 7) & ~7;
}
