import assert from "node:assert/strict";
import { createCipheriv } from "node:crypto";
import { test } from "node:test";
import { loadVectors } from "@coffer/testkit/spec";
import { fromHex, toHex } from "../../bytes/index.ts";
import type { CryptoPlatform } from "./crypto-platform.ts";
import { platform as node } from "./node.ts";
import { platform as portable } from "./portable.ts";

const vectors = loadVectors<{ hkdf: { ikm: string; salt: string; info: string; length: number; okm: string } }>(
  "crypto",
);
const blobs = loadVectors<{ blobs: { passphrase_utf8: string; salt: string; iterations: number; kdf_key: string }[] }>(
  "keyblob",
).blobs;

const text = (value: string): Uint8Array => new Uint8Array(Buffer.from(value));

function suite(name: string, platform: CryptoPlatform): void {
  test(`${name}: SHA-256 of parts (FIPS 180-2, B.1)`, () => {
    const expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert.equal(toHex(platform.sha256(text("abc"))), expected);
    assert.equal(toHex(platform.sha256(text("a"), text(""), text("bc"))), expected);
  });

  test(`${name}: HMAC of parts, key used twice (RFC 4231, cases 2 and 6)`, () => {
    const key = platform.hmacSha256Key(text("Jefe"));
    const expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    assert.equal(toHex(key.digest(text("what do ya want for nothing?"))), expected);
    assert.equal(toHex(key.digest(text("what do ya want "), text("for nothing?"))), expected);
    const long = platform.hmacSha512Key(new Uint8Array(131).fill(0xaa));
    assert.equal(
      toHex(long.digest(text("Test Using Larger Than Block-Size Key - Hash Key First"))),
      "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598",
    );
  });

  test(`${name}: HKDF vector`, () => {
    const { ikm, salt, info, length, okm } = vectors.hkdf;
    assert.equal(toHex(platform.hkdfSha512(fromHex(ikm), fromHex(salt), fromHex(info), length)), okm);
  });

  test(`${name}: PBKDF2 vector`, async () => {
    const { passphrase_utf8, salt, iterations, kdf_key } = blobs[0]!;
    const given = [fromHex(passphrase_utf8), fromHex(salt), iterations, 32] as const;
    assert.equal(toHex(platform.pbkdf2Sha256(...given)), kdf_key);
    assert.equal(toHex(await platform.beginPbkdf2Sha256(...given)), kdf_key);
    assert.equal(
      toHex(platform.pbkdf2Sha256(text(""), text("s"), 1, 32)),
      toHex(node.pbkdf2Sha256(text(""), text("s"), 1, 32)),
    );
  });

  test(`${name}: AES-256-CTR is the block cipher over a counter of 128 bits`, () => {
    const key = Uint8Array.from({ length: 32 }, (_, i) => i);
    const block = createCipheriv("aes-256-ecb", key, null).setAutoPadding(false);
    const counters = fromHex("0000000000000000ffffffffffffffff00000000000000010000000000000000");
    const found = new Uint8Array(32);
    platform.aes256CtrKey(key).apply(2n ** 64n - 1n, new Uint8Array(32), found);
    assert.equal(toHex(found), toHex(block.update(counters)));
  });

  test(`${name}: a MAC made while the cipher works is the MAC of what goes in, and of what comes out`, () => {
    const cipher = platform.aes256CtrKey(new Uint8Array(32).fill(1));
    const mac = platform.hmacSha256Key(text("key"));
    for (const length of [0, 1, 1000, 131_072, 131_073, 300_000]) {
      const source = Uint8Array.from({ length }, (_, i) => (i * 7) & 0xff);
      const target = source.slice();
      const [before, after] = [mac.begin?.(), mac.begin?.()];
      assert.ok(before !== undefined && after !== undefined);
      // In place: what goes in is gone afterwards.
      cipher.apply(5n, target, target, {
        source: (slice) => before.update(slice),
        target: (slice) => after.update(slice),
      });
      assert.equal(toHex(before.digest()), toHex(mac.digest(source)));
      assert.equal(toHex(after.digest()), toHex(mac.digest(target)));
    }
  });

  test(`${name}: the cipher works from and to shared memory, at every length`, () => {
    const key = fromHex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
    const cipher = platform.aes256CtrKey(key);
    for (const length of [0, 1, 15, 16, 17, 100, 262_144, 262_145, 600_000]) {
      const plaintext = Uint8Array.from({ length }, (_, i) => (i * 7) & 0xff);
      const source = new Uint8Array(new SharedArrayBuffer(length + 3), 3);
      source.set(plaintext);
      const shared = new Uint8Array(new SharedArrayBuffer(length + 50));
      cipher.apply(12345n, source, shared.subarray(41, 41 + length));
      const own = new Uint8Array(length);
      cipher.apply(12345n, shared.subarray(41, 41 + length), own);
      assert.equal(Buffer.compare(own, plaintext), 0);
      assert.deepEqual([shared[40], shared[41 + length]], [0, 0]);
      if (length > 16) assert.notEqual(Buffer.compare(shared.subarray(41, 41 + length), plaintext), 0);
    }
  });

  test(`${name}: constant time comparison`, () => {
    assert.equal(platform.constantTimeEqual(text("abc"), text("abc")), true);
    assert.equal(platform.constantTimeEqual(text("abc"), text("abd")), false);
    assert.equal(platform.constantTimeEqual(text("abc"), text("ab")), false);
    assert.equal(platform.constantTimeEqual(text(""), text("")), true);
  });
}

suite("node", node);
suite("portable", portable);
