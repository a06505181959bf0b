/**
 * The cryptography that Borg's keys are made of, on whatever platform this runs.
 *
 * A *key object* ({@link MacKey}, {@link CipherKey}) is a secret prepared for many uses; the plain functions are for a
 * single one. All results are new arrays. Node's own cryptography and a JavaScript one stand behind `#crypto`.
 *
 * Stands on bytes.
 *
 * @module
 */
import { platform } from "#crypto";
import type { CipherKey, MacKey } from "./platform/crypto-platform.ts";

export type { CipherKey, CryptoPlatform, MacKey, RunningMac, SliceWatch } from "./platform/crypto-platform.ts";

/** SHA-256 of the concatenation of `parts`, 32 bytes. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  return platform.sha256(...parts);
}

/** HMAC-SHA256 of the concatenation of `parts`, 32 bytes. */
export function hmacSha256(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  return platform.hmacSha256Key(key).digest(...parts);
}

/** HMAC-SHA512 of the concatenation of `parts`, 64 bytes. */
export function hmacSha512(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  return platform.hmacSha512Key(key).digest(...parts);
}

export function hmacSha256Key(key: Uint8Array): MacKey {
  return platform.hmacSha256Key(key);
}

export function aes256CtrKey(key: Uint8Array): CipherKey {
  return platform.aes256CtrKey(key);
}

/** HKDF-SHA512 of RFC 5869, extract and expand. */
export function hkdfSha512(ikm: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  return platform.hkdfSha512(ikm, salt, info, length);
}

export function pbkdf2Sha256(password: Uint8Array, salt: Uint8Array, iterations: number, length: number): Uint8Array {
  return platform.pbkdf2Sha256(password, salt, iterations, length);
}

/** As {@link pbkdf2Sha256}, on another thread where there is one. */
export function beginPbkdf2Sha256(
  password: Uint8Array,
  salt: Uint8Array,
  iterations: number,
  length: number,
): Promise<Uint8Array> {
  return platform.beginPbkdf2Sha256(password, salt, iterations, length);
}

/**
 * AES-256 in counter mode: encrypts and decrypts alike.
 *
 * @param nonce First counter, 0 to 2^64-1, as the last 8 bytes of a block that begins with zeros.
 */
export function aes256Ctr(key: Uint8Array, nonce: bigint, data: Uint8Array): Uint8Array {
  const target = new Uint8Array(data.length);
  platform.aes256CtrKey(key).apply(nonce, data, target);
  return target;
}

/** Whether both are equal, in a time that depends on the lengths only. */
export function constantTimeEqual(a: Uint8Array, b: Uint8Array): boolean {
  return platform.constantTimeEqual(a, b);
}
