import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createSecrets, envelopeNonce, Key, KEY_TYPES, openKeyBlob, sealKeyBlob } from "./index.ts";

const bytes = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });
const keyType = fc.constantFrom(...KEY_TYPES);
const stream = fc.infiniteStream(fc.integer({ min: 0, max: 255 }));

/** Secrets of any mode from any random bytes. */
const secrets = fc
  .tuple(keyType, bytes(32), stream)
  .map(([{ mode }, repositoryId, random]) =>
    createSecrets(mode, repositoryId, (length) => Uint8Array.from({ length }, () => random.next().value ?? 0)),
  );

test("open() gives back what seal() got, and the envelope says its nonce", () => {
  const nonce = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
  fc.assert(
    fc.property(secrets, fc.uint8Array({ maxLength: 200 }), nonce, (own, payload, first) => {
      const key = new Key(own);
      const envelope = key.seal(payload, first);
      assert.equal(envelope.length, payload.length + key.overhead);
      assert.deepEqual(key.open(envelope), payload);
      if (key.keyType.encrypts) assert.equal(envelopeNonce(envelope), first);
    }),
  );
});

test("no byte of an encrypted object can be changed unnoticed", () => {
  const change = fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 }));
  fc.assert(
    fc.property(secrets, fc.uint8Array({ maxLength: 100 }), change, (own, payload, [place, difference]) => {
      const key = new Key(own);
      fc.pre(key.keyType.encrypts);
      const envelope = key.seal(payload, 1n);
      envelope[1 + (place % (envelope.length - 1))]! ^= difference;
      assert.throws(() => key.open(envelope), { name: "MacMismatch" });
    }),
  );
});

test("a key blob opens with its passphrase only", () => {
  const passphrase = fc.string({ unit: "binary", maxLength: 20 });
  fc.assert(
    fc.property(secrets, passphrase, passphrase, bytes(32), (own, right, wrong, salt) => {
      const { keyType } = new Key(own);
      fc.pre(keyType.storage !== "no_storage" && right !== wrong);
      const blob = sealKeyBlob(own, right, salt, 10);
      assert.deepEqual(openKeyBlob(blob, right, keyType, false), own);
      assert.equal(openKeyBlob(blob, wrong, keyType, false), null);
    }),
  );
});
