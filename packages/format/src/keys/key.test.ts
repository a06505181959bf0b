import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { toHex } from "../bytes/index.ts";
import { IntegrityError } from "../errors/index.ts";
import { createSecrets, Key, KEY_TYPES, MacMismatch, placeholderSecrets, keyTypeByMode } from "./index.ts";
import type { EncryptionMode } from "./index.ts";

const MODES = KEY_TYPES.map(({ mode }) => mode);
const repositoryId = new Uint8Array(32).fill(7);
const payload = Uint8Array.from({ length: 1000 }, (_, i) => i & 0xff);
const id = new Uint8Array(32).fill(0xab);

function makeKey(mode: EncryptionMode): Key {
  let next = 1;
  return new Key(createSecrets(mode, repositoryId, (length) => Uint8Array.from({ length }, () => next++ & 0xff)));
}

for (const mode of MODES) {
  test(`${mode}: seal() and open() in shared memory, in place and with the secrets of another thread`, () => {
    const key = makeKey(mode);
    const envelope = key.seal(payload, 99n);
    const shared = new Uint8Array(new SharedArrayBuffer(1200)).subarray(13);
    assert.equal(key.sealInto(payload, 99n, shared), envelope.length);
    assert.deepEqual(new Uint8Array(shared.subarray(0, envelope.length)), envelope);
    assert.equal(shared[envelope.length], 0);

    const inPlace = new Uint8Array(new SharedArrayBuffer(1200)).subarray(13);
    inPlace.set(payload, key.overhead);
    key.sealInto(inPlace.subarray(key.overhead, key.overhead + payload.length), 99n, inPlace);
    assert.deepEqual(new Uint8Array(inPlace.subarray(0, envelope.length)), envelope);

    const clone = new Key(structuredClone(key.secrets));
    assert.deepEqual(new Uint8Array(clone.open(envelope, id)), payload);
    const target = inPlace.subarray(key.overhead);
    assert.equal(clone.openInto(inPlace.subarray(0, envelope.length), target), payload.length);
    assert.deepEqual(new Uint8Array(target.subarray(0, payload.length)), payload);
    assert.equal(clone.openInto(envelope, shared), payload.length);
    assert.deepEqual(new Uint8Array(shared.subarray(0, payload.length)), payload);
  });

  test(`${mode}: an empty payload survives`, () => {
    const key = makeKey(mode);
    assert.equal(key.seal(new Uint8Array(0), 0n).length, key.overhead);
    assert.equal(key.open(key.seal(new Uint8Array(0), 0n)).length, 0);
  });

  test(`${mode}: assertId() tells one byte from another`, () => {
    const key = makeKey(mode);
    key.assertId(key.idHash(payload), payload);
    assert.throws(() => key.assertId(id, payload), {
      name: "IntegrityError",
      message: `Data integrity error: Chunk ${toHex(id)}: id verification failed`,
    });
  });

  test(`${mode}: the type byte of another mode is refused`, () => {
    const key = makeKey(mode);
    const envelope = key.seal(payload, 0n);
    const text = mode.startsWith("authenticated") ? "Invalid envelope" : "Invalid encryption envelope";
    for (let byte = 0; byte < 256; byte++) {
      const isLegacy = byte === 0x01 && mode.startsWith("repokey");
      if (byte === key.keyType.byte || isLegacy) continue;
      envelope[0] = byte;
      const message = `Data integrity error: Chunk ${toHex(id)}: ${text}`;
      assert.throws(() => key.open(envelope, id), { message });
    }
    assert.throws(() => key.open(new Uint8Array(0)), {
      message: `Data integrity error: Chunk (unknown): ${text}`,
    });
  });

  test(`${mode}: printing a key shows no secret`, () => {
    const key = makeKey(mode);
    const shown = inspect(key, { depth: 9, showHidden: true }) + JSON.stringify(key) + String(key);
    assert.ok(shown.includes(mode));
    for (const secret of [key.secrets.enc_key, key.secrets.id_key, key.secrets.enc_hmac_key])
      if (secret.length > 0) assert.equal(shown.includes(toHex(secret.subarray(0, 2))), false);
    assert.equal(Object.keys(key).includes("secrets"), false);
    assert.equal(shown.length < 100, true, shown);
  });
}

for (const mode of MODES.filter((mode) => keyTypeByMode(mode).encrypts)) {
  test(`${mode}: of an object whose MAC does not fit, no byte comes out`, () => {
    const key = makeKey(mode);
    const content = new Uint8Array(300_000).fill(0x5a);
    const envelope = key.seal(content, 77n);
    envelope[envelope.length - 1]! ^= 1;
    const target = new Uint8Array(content.length).fill(0xee);
    assert.throws(() => key.openInto(envelope, target), MacMismatch);
    assert.ok(target.every((byte) => byte === 0 || byte === 0xee));
    const place = envelope.subarray(key.overhead);
    assert.throws(() => key.openInto(envelope, place), MacMismatch);
    assert.ok(!place.subarray(0, 100).every((byte) => byte === 0x5a));
  });

  test(`${mode}: every flipped bit behind the type byte, and every cut, is a MacMismatch`, () => {
    const key = makeKey(mode);
    const envelope = key.seal(payload.subarray(0, 40), 5n);
    for (let bit = 8; bit < envelope.length * 8; bit++) {
      const damaged = envelope.slice();
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      assert.throws(() => key.open(damaged, id), MacMismatch, `bit ${bit}`);
    }
    for (let length = 1; length < envelope.length; length++) {
      assert.throws(() => key.open(envelope.subarray(0, length), id), {
        name: "MacMismatch",
        msgid: "IntegrityError",
        message: `Data integrity error: Chunk ${toHex(id)}: Could not decrypt [MAC Authentication failed]`,
      });
    }
  });

  test(`${mode}: nonces are counted in blocks of 16 bytes, and the manifest's are passed over`, () => {
    const key = makeKey(mode);
    assert.deepEqual(
      [0, 1, 16, 17].map((length) => key.noncesFor(length)),
      [0, 1, 1, 2],
    );
    assert.equal(key.nonceAfterManifest(), 0n);
    const manifest = key.seal(payload, 2n ** 40n);
    assert.equal(key.nonceAfterManifest(manifest), 2n ** 40n + BigInt(Math.ceil(1041 / 16)));
    manifest[0] = 0x09;
    const message = "Data integrity error: Manifest: Invalid encryption envelope";
    assert.throws(() => key.nonceAfterManifest(manifest), { message });
    manifest[0] = key.keyType.byte;
    assert.throws(() => key.nonceAfterManifest(manifest.subarray(0, 40)), IntegrityError);
    assert.throws(() => key.seal(payload, -1n), { name: "AssertionError" });
    assert.throws(() => key.seal(payload, 2n ** 64n), { name: "AssertionError" });
  });
}

test("modes without encryption use no nonces", () => {
  for (const mode of ["none", "authenticated", "authenticated-blake2"] as const) {
    const key = makeKey(mode);
    assert.equal(key.noncesFor(5000), 0);
    assert.equal(key.nonceAfterManifest(key.seal(payload, 0n)), 0n);
  }
});

test("repokey opens objects of the legacy passphrase mode", () => {
  const key = makeKey("repokey");
  const envelope = key.seal(payload, 3n);
  envelope[0] = 0x01;
  assert.deepEqual(key.open(envelope), payload);
  assert.equal(key.nonceAfterManifest(envelope), 3n + 66n);
});

test("a placeholder reads authenticated objects without checking ids", () => {
  for (const mode of ["authenticated", "authenticated-blake2"] as const) {
    const envelope = makeKey(mode).seal(payload, 0n);
    const key = new Key(placeholderSecrets(keyTypeByMode(mode)));
    assert.deepEqual(key.open(envelope), payload);
    key.assertId(id, payload);
  }
});

test("sealInto() refuses a target without room and writes nothing", () => {
  const key = makeKey("repokey");
  const target = new Uint8Array(1040);
  assert.throws(() => key.sealInto(payload, 0n, target), { name: "AssertionError" });
  assert.ok(target.every((byte) => byte === 0));
});
