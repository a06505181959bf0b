import assert from "node:assert/strict";
import { test } from "node:test";
import { loadVectors, vectorBytes } from "@coffer/testkit/spec";
import type { VectorInput } from "@coffer/testkit/spec";
import { concatBytes, fromHex, MsgpackReader, readValue, toHex } from "../bytes/index.ts";
import type { MsgpackValue } from "../bytes/index.ts";
import { envelopeNonce, Key, keyTypeByMode, packWithTam, verifyTam } from "./index.ts";
import type { EncryptionMode, KeySecrets, TamContext } from "./index.ts";

interface Envelope {
  mode: EncryptionMode;
  type: number;
  name: string;
  nonce: string;
  plaintext: VectorInput;
  id: string;
  envelope: string;
}

interface Tam {
  mode: EncryptionMode;
  context: TamContext;
  salt: string;
  packed: string;
}

const vectors = loadVectors<{
  keys: Record<string, string> & { chunk_seed: number };
  envelopes: Envelope[];
  tam: Tam[];
}>("crypto");

function secretsOf(mode: EncryptionMode): KeySecrets {
  const { byte, hash } = keyTypeByMode(mode);
  const field = (name: string): Uint8Array =>
    mode === "none" ? new Uint8Array(0) : fromHex(vectors.keys[`${name}${hash === "blake2b" ? "_blake2" : ""}`]!);
  return {
    type: byte,
    enc_key: mode === "none" ? new Uint8Array(0) : fromHex(vectors.keys["enc_key"]!),
    enc_hmac_key: field("enc_hmac_key"),
    id_key: field("id_key"),
    chunk_seed: mode === "none" ? 0 : vectors.keys.chunk_seed,
    repository_id: fromHex(vectors.keys["repository_id"]!),
    tam_required: mode !== "none",
  };
}

test("Key makes ids and envelopes of every vector, and opens them", () => {
  assert.ok(vectors.envelopes.length >= 57);
  for (const { mode, type, name, nonce, plaintext, id, envelope } of vectors.envelopes) {
    const key = new Key(secretsOf(mode));
    const what = `${mode} ${nonce} ${JSON.stringify(plaintext)}`;
    assert.equal(key.keyType.byte, type);
    assert.equal(key.keyType.name, name);
    const data = vectorBytes(plaintext);
    assert.equal(toHex(key.idHash(data)), id, what);
    assert.equal(toHex(key.idHash(data.subarray(0, 3), new Uint8Array(0), data.subarray(3))), id, what);
    key.assertId(fromHex(id), data);
    const payload = concatBytes(new Uint8Array(2), data);
    assert.equal(toHex(key.seal(payload, BigInt(nonce))), envelope, what);
    assert.equal(toHex(key.open(fromHex(envelope))), toHex(payload), what);
    if (key.keyType.encrypts) assert.equal(envelopeNonce(fromHex(envelope)), BigInt(nonce));
  }
});

test("packWithTam() makes every vector byte for byte, and verifyTam() verifies it", () => {
  assert.ok(vectors.tam.length >= 14);
  for (const { mode, context, salt, packed } of vectors.tam) {
    const secrets = secretsOf(mode);
    const map = new Map(readValue(new MsgpackReader(fromHex(packed))) as Map<string, MsgpackValue>);
    map.delete("tam");
    assert.equal(toHex(packWithTam(map, context, secrets, fromHex(salt))), packed, `${mode} ${context}`);
    const found = verifyTam(fromHex(packed), context, secrets);
    assert.deepEqual(found, { map, verified: true, salt: fromHex(salt) }, `${mode} ${context}`);
    const other = context === "archive" ? "manifest" : "archive";
    assert.throws(() => verifyTam(fromHex(packed), other, secrets), /authentication did not verify/);
  }
});
