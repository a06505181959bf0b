/** Largest view, in bytes, that `lz4Compress`, `lz4Decompress` and `buzhashCut` take from outside kernel memory. */
export const VIEW_SIZE_MAX: number = 160 * 1024 * 1024;

/**
 * The hot loops, as WebAssembly.
 *
 * Every argument is a view of bytes. A view that lies inside {@link Kernels.memory} is worked on in place; any other is
 * copied through a staging area first, up to {@link VIEW_SIZE_MAX} bytes. Views are never kept.
 */
export interface Kernels {
  /**
   * Where views are worked on in place: its `buffer`, as this thread sees it.
   *
   * The default instance's memory grows when it must, which detaches views of it; only memory adopted with `useKernelMemory` is of
   * use to callers.
   */
  readonly memory: WebAssembly.Memory;

  /**
   * Finds the next cut of Borg's buzhash chunker.
   *
   * `data` begins at the start of the current chunk and holds at most `2^max_exp` bytes of it (fewer only at the end of the
   * input). `table` is 256 words, base table XOR seed.
   *
   * @returns Length of the chunk that begins at data[0]. See docs/formats/chunker.md, "Cut rule".
   */
  buzhashCut(data: Uint8Array, endOfInput: boolean, params: BuzhashParams, table: Uint32Array): number;

  /** LZ4 block. @returns Size of the block in `target`, or 0 if it did not fit. `target` must not overlap `source`. */
  lz4Compress(source: Uint8Array, target: Uint8Array): number;
  /** @returns Count of bytes written to `target`, or -1 if `source` is malformed or would not fit. */
  lz4Decompress(source: Uint8Array, target: Uint8Array): number;

  /** The plaintext of `source`, a new array; undefined if that is malformed or holds more than `sizeMax` bytes. */
  lz4DecompressUpTo(source: Uint8Array, sizeMax: number): Uint8Array | undefined;

  /** BLAKE2b with a 32-byte digest over the concatenation of `parts`, behind what `after` was made from. The result is a new array. */
  blake2b256(parts: readonly Uint8Array[], after?: Blake2bPrefix): Uint8Array;
  /** Prepares what many messages begin with for {@link blake2b256}: whole blocks of 128 bytes, which are hashed once and for all. */
  prepareBlake2b(prefix: Uint8Array): Blake2bPrefix;
  /** Prepares a secret of at most 64 bytes for {@link hmacSha256}. */
  prepareHmacSha256(key: Uint8Array): HmacStates;
  /**
   * HMAC-SHA256 of a short message, in a new array. A quarter of the platform's time for 50 bytes, the same for some 500; longer messages
   * belong to the platform.
   */
  hmacSha256(states: HmacStates, message: Uint8Array): Uint8Array;
  /** CRC-32 (IEEE) of `data`, continuing from `crc`. */
  crc32(data: Uint8Array, crc?: number): number;
  /** Copies `source` to the beginning of `target`, which has room for it. Fast between views inside kernel memory. */
  copy(source: Uint8Array, target: Uint8Array): void;
  /** Whether all bytes are zero; true for no bytes. Returns early at the first that is not. */
  isZero(data: Uint8Array): boolean;
}

/** A beginning that is hashed already. As secret as the beginning is. */
export interface Blake2bPrefix {
  readonly bytes: Uint8Array;
  readonly state: Uint8Array;
}

/** SHA-256 after the inner and the outer padded key of an HMAC. As secret as the key. */
export interface HmacStates {
  readonly inner: Uint8Array;
  readonly outer: Uint8Array;
}

export interface BuzhashParams {
  readonly minExp: number;
  readonly maxExp: number;
  readonly maskBits: number;
  readonly windowSize: number;
}

/** Streaming XXH64 (seed 0). */
export interface Xxh64 {
  update(data: Uint8Array): Xxh64;
  /** 16 lowercase hex digits, big endian; the hash may go on. */
  hexdigest(): string;
}
