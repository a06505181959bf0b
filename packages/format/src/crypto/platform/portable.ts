import { ctr } from "@noble/ciphers/aes.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { pbkdf2, pbkdf2Async } from "@noble/hashes/pbkdf2.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { concatBytes } from "../../bytes/index.ts";
import { counterBlock } from "./counter-block.ts";
import type { CipherKey, CryptoPlatform, MacKey, SliceWatch } from "./crypto-platform.ts";

/** JavaScript only, for browsers: the same results, slower. */
export const platform: CryptoPlatform = {
  sha256(...parts) {
    const hasher = sha256.create();
    for (const part of parts) hasher.update(part);
    return hasher.digest();
  },
  hmacSha256Key: (key) => macKey(sha256, key),
  hmacSha512Key: (key) => macKey(sha512, key),
  hkdfSha512: (ikm, salt, info, length) => hkdf(sha512, ikm, salt, info, length),
  pbkdf2Sha256: (password, salt, iterations, length) =>
    pbkdf2(sha256, password, salt, { c: iterations, dkLen: length }),
  beginPbkdf2Sha256: (password, salt, iterations, length) =>
    pbkdf2Async(sha256, password, salt, { c: iterations, dkLen: length }),
  aes256CtrKey: (key): CipherKey => {
    const secret = key.slice();
    const apply = (nonce: bigint, source: Uint8Array, target: Uint8Array, watch?: SliceWatch): void => {
      watch?.source?.(source);
      target.set(ctr(secret, counterBlock(nonce)).encrypt(source));
      watch?.target?.(target.subarray(0, source.length));
    };
    return {
      apply: (nonce, source, target, watch) => apply(nonce, new Uint8Array(source), target, watch),
      applyParts: (nonce, parts, target, watch) => apply(nonce, concatBytes(...parts), target, watch),
    };
  },
  constantTimeEqual(a, b) {
    if (a.length !== b.length) return false;
    let difference = 0;
    for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!;
    return difference === 0;
  },
};

function macKey(algorithm: typeof sha256 | typeof sha512, key: Uint8Array): MacKey {
  const keyed = hmac.create(algorithm, key);
  return {
    digest(...parts) {
      const mac = keyed.clone();
      for (const part of parts) mac.update(part);
      return mac.digest();
    },
    begin() {
      const mac = keyed.clone();
      return { update: (bytes) => void mac.update(bytes), digest: () => mac.digest() };
    },
  };
}
