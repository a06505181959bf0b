import { nativeCrc32 } from "#checksums";
import { assert } from "../bytes/index.ts";
import type { Blake2bPrefix, BuzhashParams, HmacStates, Kernels, Xxh64 } from "./kernels.ts";
import { VIEW_SIZE_MAX } from "./kernels.ts";
import { instantiateKernels, type KernelFunctions } from "./module.ts";
import { alignUp, layOutScratch, SCAN_WINDOW_MAX, type ScratchLayout, SLICE_SIZE } from "./scratch.ts";
import { SHA256_BLOCK_SIZE, SHA256_SIZE, sha256Initial, sha256RoundConstants } from "./sha256-constants.ts";
import { WasmXxh64 } from "./xxh64.ts";

const PAGE_SIZE = 65536;
const BLAKE2B_256_SIZE = 32;
const BLAKE2B_BLOCK_SIZE = 128;
/** The platform's own CRC is called from this size on; below it the call costs more than the kernel. */
const NATIVE_CRC_SIZE_MIN = 1024;

/** No byte of a block stands for more bytes of plaintext. */
const LZ4_EXPANSION_MAX = 255;

/** {@link Kernels} over one memory, for one thread. */
export class WasmKernels implements Kernels {
  readonly memory: WebAssembly.Memory;
  #knowsSha256 = false;
  readonly #functions: KernelFunctions;
  readonly #scratch: ScratchLayout;
  /** First address behind the scratch of a thread in shared memory; undefined if the memory is ours to grow. */
  readonly #scratchEnd: number | undefined;
  #bytes: Uint8Array;
  #buzhashTable: Uint32Array | undefined;

  /** @param scratch Part of `memory` that only this instance touches; all of it, and growing, if not given. */
  constructor(memory: WebAssembly.Memory, scratch?: { readonly offset: number; readonly size: number }) {
    this.memory = memory;
    this.#functions = instantiateKernels(memory);
    this.#scratch = layOutScratch(this.#functions, scratch?.offset ?? 0);
    this.#scratchEnd = scratch && scratch.offset + scratch.size;
    this.#bytes = new Uint8Array(memory.buffer);
    this.#reserve(this.#scratch.staging + SLICE_SIZE);
    this.#functions.crc32Tables(this.#scratch.crc32Tables);
  }

  buzhashCut(data: Uint8Array, endOfInput: boolean, params: BuzhashParams, table: Uint32Array): number {
    const { windowSize } = params;
    const sizeMin = 2 ** params.minExp;
    const sizeMax = 2 ** params.maxExp;
    assert(endOfInput || data.length >= sizeMax, "only the end of the input may be shorter than a largest chunk");
    if (data.length < sizeMin + windowSize + 1) return data.length;
    const limit = Math.min(data.length, sizeMax);
    assert(windowSize >= 1 && sizeMin + windowSize < limit, "a window fits between the smallest and the largest chunk");
    const mask = 2 ** params.maskBits - 1;
    const address = this.#stage(data, sizeMin, limit);
    this.#useTable(table);
    const { buzhashTable, work } = this.#scratch;
    const span = limit - sizeMin;
    const end =
      windowSize <= SCAN_WINDOW_MAX
        ? this.#functions.buzhashScan(address, span, windowSize, mask, buzhashTable, work)
        : this.#functions.buzhashSlide(address, span, windowSize, mask, buzhashTable);
    return end === span ? limit : sizeMin + end - windowSize;
  }

  lz4Compress(source: Uint8Array, target: Uint8Array): number {
    const { work } = this.#scratch;
    const room = this.#isInside(target) ? target.length : Math.min(target.length, lz4Bound(source.length));
    const [from, to] = this.#stagePair(source, target, room);
    const size = this.#functions.lz4Compress(from, source.length, to, room, work);
    if (size > 0 && !this.#isInside(target)) target.set(this.#bytes.subarray(to, to + size));
    return size;
  }

  lz4Decompress(source: Uint8Array, target: Uint8Array): number {
    const [from, to] = this.#stagePair(source, target, target.length);
    const size = this.#functions.lz4Decompress(from, source.length, to, target.length);
    if (size > 0 && !this.#isInside(target)) target.set(this.#bytes.subarray(to, to + size));
    return size;
  }

  lz4DecompressUpTo(source: Uint8Array, sizeMax: number): Uint8Array | undefined {
    const { staging } = this.#scratch;
    const to = this.#isInside(source) ? staging : alignUp(staging + source.length);
    const room = Math.max(
      0,
      Math.min(sizeMax, source.length * LZ4_EXPANSION_MAX, (this.#scratchEnd ?? 2 * VIEW_SIZE_MAX) - to),
    );
    this.#reserve(to + room);
    const from = this.#stage(source, 0, source.length);
    const size = this.#functions.lz4Decompress(from, source.length, to, room);
    return size < 0 ? undefined : this.#bytes.slice(to, to + size);
  }

  blake2b256(parts: readonly Uint8Array[], after?: Blake2bPrefix): Uint8Array {
    const { blake2b } = this.#scratch;
    if (after === undefined) this.#functions.blake2bInit(blake2b);
    // The last block of a message is hashed otherwise than the others: a prefix that nothing follows has to begin anew.
    else if (parts.every((part) => part.length === 0)) return this.blake2b256([after.bytes]);
    else this.#bytes.set(after.state, blake2b);
    for (const part of parts) {
      this.#slices(part, (address, size) => {
        this.#functions.blake2bUpdate(blake2b, address, size);
        return true;
      });
    }
    this.#functions.blake2bFinal(blake2b);
    return this.#bytes.slice(blake2b, blake2b + BLAKE2B_256_SIZE);
  }

  prepareBlake2b(prefix: Uint8Array): Blake2bPrefix {
    assert(prefix.length % BLAKE2B_BLOCK_SIZE === 0, "a prepared prefix is of whole blocks");
    const { blake2b } = this.#scratch;
    const address = this.#stage(prefix, 0, prefix.length);
    this.#functions.blake2bPrepare(blake2b, address, prefix.length / BLAKE2B_BLOCK_SIZE);
    const state = this.#bytes.slice(blake2b, blake2b + this.#functions.blake2bPreparedSize());
    return { bytes: prefix.slice(), state };
  }

  prepareHmacSha256(key: Uint8Array): HmacStates {
    assert(key.length <= SHA256_BLOCK_SIZE, "longer keys would have to be hashed first");
    const constants = this.#scratch.sha256 + this.#functions.sha256ConstantsOffset();
    new Uint32Array(this.memory.buffer, constants, 64).set(sha256RoundConstants());
    this.#knowsSha256 = true;
    return { inner: this.#keyState(key, 0x36), outer: this.#keyState(key, 0x5c) };
  }

  hmacSha256(states: HmacStates, message: Uint8Array): Uint8Array {
    assert(this.#knowsSha256, "the states were prepared by these kernels");
    const { sha256, sha256State } = this.#scratch;
    const address = this.#stage(message, 0, message.length);
    this.#bytes.set(states.inner, sha256State);
    this.#functions.sha256Finish(sha256State, SHA256_BLOCK_SIZE, address, message.length, sha256);
    const { staging } = this.#scratch;
    this.#reserve(staging + SHA256_SIZE);
    this.#bytes.copyWithin(staging, sha256State, sha256State + SHA256_SIZE);
    this.#bytes.set(states.outer, sha256State);
    this.#functions.sha256Finish(sha256State, SHA256_BLOCK_SIZE, staging, SHA256_SIZE, sha256);
    return this.#bytes.slice(sha256State, sha256State + SHA256_SIZE);
  }

  /** State after the padded key, as bytes of native words. */
  #keyState(key: Uint8Array, pad: number): Uint8Array {
    const { sha256, sha256State, staging } = this.#scratch;
    this.#reserve(staging + SHA256_BLOCK_SIZE);
    const block = this.#bytes.subarray(staging, staging + SHA256_BLOCK_SIZE);
    block.fill(pad);
    for (const [at, byte] of key.entries()) block[at] = byte ^ pad;
    new Uint32Array(this.memory.buffer, sha256State, 8).set(sha256Initial());
    this.#functions.sha256Block(sha256State, staging, sha256);
    block.fill(0);
    return this.#bytes.slice(sha256State, sha256State + SHA256_SIZE);
  }

  crc32(data: Uint8Array, crc = 0): number {
    if (nativeCrc32 && data.length >= NATIVE_CRC_SIZE_MIN) return nativeCrc32(data, crc);
    const { crc32Tables } = this.#scratch;
    let result = crc;
    this.#slices(data, (address, size) => {
      result = this.#functions.crc32(result, address, size, crc32Tables) >>> 0;
      return true;
    });
    return result;
  }

  copy(source: Uint8Array, target: Uint8Array): void {
    assert(source.length <= target.length, "the target has room for the source");
    if (this.#isInside(source) && this.#isInside(target)) {
      this.#functions.copy(target.byteOffset, source.byteOffset, source.length);
    } else target.set(source);
  }

  isZero(data: Uint8Array): boolean {
    if (data.length > 0 && data[0] !== 0) return false;
    let zero = true;
    this.#slices(data, (address, size) => {
      zero = this.#functions.isZero(address, size) === 1;
      return zero;
    });
    return zero;
  }

  createXxh64(): Xxh64 {
    const { xxh64, digest } = this.#scratch;
    const size = this.#functions.xxh64StateSize();
    this.#functions.xxh64Init(xxh64);
    const state = this.#bytes.slice(xxh64, xxh64 + size);
    return new WasmXxh64(
      (data) => {
        this.#bytes.set(state, xxh64);
        this.#slices(data, (address, length) => {
          this.#functions.xxh64Update(xxh64, address, length);
          return true;
        });
        state.set(this.#bytes.subarray(xxh64, xxh64 + size));
      },
      () => {
        this.#bytes.set(state, xxh64);
        this.#functions.xxh64Digest(xxh64, digest);
        return this.#bytes.slice(digest, digest + 8);
      },
    );
  }

  #isInside(view: Uint8Array): boolean {
    return view.buffer === this.memory.buffer;
  }

  /** Address of `data[from..to)`, which is copied to the staging area if it is foreign. */
  #stage(data: Uint8Array, from: number, to: number): number {
    if (this.#isInside(data)) return data.byteOffset + from;
    const { staging } = this.#scratch;
    this.#reserve(staging + to - from);
    // most is short and staged whole: a view of it would take longer than the copy
    this.#bytes.set(to - from === data.length ? data : data.subarray(from, to), staging);
    return staging;
  }

  /** Addresses of `source`, staged if foreign, and of room for `room` bytes: in `target`, or staged if that is foreign. */
  #stagePair(source: Uint8Array, target: Uint8Array, room: number): [number, number] {
    const { staging } = this.#scratch;
    const behind = this.#isInside(source) ? staging : alignUp(staging + source.length);
    if (!this.#isInside(target)) this.#reserve(behind + room);
    const from = this.#stage(source, 0, source.length);
    return [from, this.#isInside(target) ? target.byteOffset : behind];
  }

  /** Hands `data` to `work` piece by piece, in place as one piece if it is inside, until that returns false. */
  #slices(data: Uint8Array, work: (address: number, size: number) => boolean): void {
    if (this.#isInside(data)) {
      work(data.byteOffset, data.length);
      return;
    }
    for (let at = 0; at < data.length; at += SLICE_SIZE) {
      const end = Math.min(at + SLICE_SIZE, data.length);
      if (!work(this.#stage(data, at, end), end - at)) return;
    }
  }

  /** Sees to it that the scratch reaches up to address `end`. */
  #reserve(end: number): void {
    if (this.#scratchEnd !== undefined) {
      if (end > this.#scratchEnd) throw new RangeError("the views are too large for this thread's kernel scratch");
    } else if (end > this.#bytes.length) {
      if (end > 2 * VIEW_SIZE_MAX) throw new RangeError("the views are too large for the kernels");
      this.memory.grow(Math.ceil((end - this.#bytes.length) / PAGE_SIZE));
    }
    if (this.#bytes.buffer !== this.memory.buffer) this.#bytes = new Uint8Array(this.memory.buffer);
  }

  /** Tables are made once and never changed, so that one look at the object tells whether it is in place. */
  #useTable(table: Uint32Array): void {
    if (table === this.#buzhashTable) return;
    assert(table.length === 256, "a buzhash table has 256 words");
    new Uint32Array(this.memory.buffer, this.#scratch.buzhashTable, 256).set(table);
    this.#buzhashTable = table;
  }
}

/** Size that no block of `size` bytes of plaintext passes. */
export function lz4Bound(size: number): number {
  return size + Math.floor(size / 255) + 16;
}
