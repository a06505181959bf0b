/** A secret prepared for many MACs. */
export interface MacKey {
  /** MAC of the concatenation of `parts`, in a new array. The parts may lie in shared memory. */
  digest(...parts: readonly Uint8Array[]): Uint8Array;
  /** Begins a MAC whose bytes come one after the other. Absent where it cannot be made so. */
  begin?(): RunningMac;
}

/** A MAC over the bytes seen so far. */
export interface RunningMac {
  /** The bytes may change afterwards. */
  update(bytes: Uint8Array): void;
  /** Ends it. */
  digest(): Uint8Array;
}

/**
 * Sees the bytes that a cipher works on, slice by slice, while they are in the processor's cache: a MAC made on the way costs
 * half of what it costs afterwards.
 */
export interface SliceWatch {
  /** Before a slice is transformed. */
  source?(slice: Uint8Array): void;
  /** After it was transformed. */
  target?(slice: Uint8Array): void;
}

/** An AES-256 secret prepared for many pieces in counter mode. */
export interface CipherKey {
  /**
   * Encrypts or decrypts `source` into `target`, which has the same length and is another stretch of memory; both may be
   * shared.
   *
   * @param nonce First counter block, 0 to 2^64-1; the counter is 128 bits wide and goes on beyond 2^64.
   */
  apply(nonce: bigint, source: Uint8Array, target: Uint8Array, watch?: SliceWatch): void;
  /** As {@link apply}, for a source in several parts; `target` has the length of all of them. */
  applyParts(nonce: bigint, parts: readonly Uint8Array[], target: Uint8Array, watch?: SliceWatch): void;
}

/** What the keys need of a platform. */
export interface CryptoPlatform {
  /** SHA-256 of the concatenation of `parts`. */
  sha256(...parts: readonly Uint8Array[]): Uint8Array;
  hmacSha256Key(key: Uint8Array): MacKey;
  hmacSha512Key(key: Uint8Array): MacKey;
  /** HKDF of RFC 5869, extract and expand, with SHA-512. */
  hkdfSha512(ikm: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Uint8Array;
  pbkdf2Sha256(password: Uint8Array, salt: Uint8Array, iterations: number, length: number): Uint8Array;
  /** The same, on another thread where there is one. */
  beginPbkdf2Sha256(password: Uint8Array, salt: Uint8Array, iterations: number, length: number): Promise<Uint8Array>;
  aes256CtrKey(key: Uint8Array): CipherKey;
  /** Whether both are equal, in a time that depends on the lengths only. */
  constantTimeEqual(a: Uint8Array, b: Uint8Array): boolean;
}
