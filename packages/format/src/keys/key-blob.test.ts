import assert from "node:assert/strict";
import { test } from "node:test";
import { loadVectors } from "@coffer/testkit/spec";
import { bytesToText, fromHex, packSortedMap, toHex, unpackValue } from "../bytes/index.ts";
import type { MsgpackValue } from "../bytes/index.ts";
import { BorgError } from "../errors/index.ts";
import {
  chunkSeedFromRandom,
  createSecrets,
  formatKeyFile,
  formatPaperKey,
  KeyBlobError,
  keyBlobFromText,
  keyBlobToText,
  keyTypeByMode,
  beginKeyDerivation,
  openKeyBlob,
  parseKeyFile,
  sealKeyBlob,
  unpackInnerKey,
} from "./index.ts";
import type { EncryptionMode, KeySecrets } from "./index.ts";

interface Blob {
  mode: EncryptionMode;
  passphrase: string;
  salt: string;
  iterations: number;
  blob: string;
  plaintext_msgpack: string;
  text: string;
  keyfile: string;
}

const vectors = loadVectors<{
  blobs: Blob[];
  chunk_seed_from_random: { last4: string; chunk_seed: number }[];
  plain_export: string;
  paper: string;
  paper_blake2: string;
}>("keyblob");
const repositoryId = fromHex(vectors.plain_export.slice(9, 73));
const repokey = keyTypeByMode("repokey");

test("every vector: blob, text and key file, both ways", () => {
  assert.ok(vectors.blobs.length >= 12);
  for (const vector of vectors.blobs) {
    const keyType = keyTypeByMode(vector.mode);
    const secrets = unpackInnerKey(fromHex(vector.plaintext_msgpack), keyType, false);
    assert.equal(toHex(secrets.repository_id), toHex(repositoryId));
    const blob = sealKeyBlob(secrets, vector.passphrase, fromHex(vector.salt), vector.iterations);
    assert.equal(toHex(blob), vector.blob);
    assert.deepEqual(openKeyBlob(blob, vector.passphrase, keyType, false), secrets);
    assert.equal(keyBlobToText(blob), vector.text);
    assert.deepEqual(keyBlobFromText(vector.text), blob);
    assert.equal(formatKeyFile(repositoryId, vector.text), vector.keyfile);
    const found = parseKeyFile(new Uint8Array(Buffer.from(vector.keyfile)), repositoryId, "x");
    assert.deepEqual(found, { status: "found", text: `${vector.text}\n`, blob });
  }
});

test("openKeyBlob() gives null for a wrong passphrase", () => {
  const { blob, passphrase } = vectors.blobs[0]!;
  for (const wrong of ["", `${passphrase} `, passphrase.toUpperCase()])
    assert.equal(openKeyBlob(fromHex(blob), wrong, repokey, false), null);
});

test("plain and paper exports", () => {
  const [first] = vectors.blobs;
  assert.equal(formatKeyFile(repositoryId, first!.text), vectors.plain_export);
  assert.equal(formatPaperKey(fromHex(first!.blob), repositoryId), vectors.paper);
  const blake2 = vectors.blobs.find(({ blob }) => formatPaperKey(fromHex(blob), repositoryId) === vectors.paper_blake2);
  assert.match(blake2?.mode ?? "", /blake2/);
});

test("chunkSeedFromRandom() is signed and big endian", () => {
  for (const { last4, chunk_seed } of vectors.chunk_seed_from_random)
    assert.equal(chunkSeedFromRandom(fromHex(last4)), chunk_seed, last4);
});

const secrets: KeySecrets = createSecrets("repokey", repositoryId, (length) => new Uint8Array(length).fill(length));

/** A blob with some fields changed; undefined leaves the field out. */
function blobWith(changes: Record<string, MsgpackValue | undefined>): Uint8Array {
  const map = unpackValue(sealKeyBlob(secrets, "", new Uint8Array(32), 1)) as Map<string, MsgpackValue>;
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) map.delete(name);
    else map.set(name, value);
  }
  return packSortedMap(map);
}

test("openKeyBlob() uses the blob's own salt and iterations and ignores unknown fields", () => {
  assert.deepEqual(openKeyBlob(blobWith({ future: 1 }), "", repokey, false), secrets);
  assert.deepEqual(openKeyBlob(sealKeyBlob(secrets, "x", new Uint8Array(8).fill(3), 77), "x", repokey, false), secrets);
});

test("openKeyBlob() takes the key that beginKeyDerivation() has derived from the same blob and passphrase", async () => {
  const blob = sealKeyBlob(secrets, "x", new Uint8Array(8).fill(3), 77);
  assert.deepEqual(openKeyBlob(blob, "x", repokey, false, await beginKeyDerivation(blob, "x")), secrets);
  assert.equal(openKeyBlob(blob, "x", repokey, false, await beginKeyDerivation(blob, "y")), null);
});

test("openKeyBlob() refuses other versions and algorithms in Borg's words", () => {
  const open = (blob: Uint8Array): unknown => openKeyBlob(blob, "", repokey, false);
  const message = (text: string): { message: string } => ({
    message: `Error: encrypted key ${text} is not supported by this borg version.`,
  });
  assert.throws(() => open(blobWith({ version: 2 })), message("version 2"));
  assert.throws(
    () => open(blobWith({ algorithm: "argon2 chacha20-poly1305" })),
    message("algorithm 'argon2 chacha20-poly1305'"),
  );
});

test("openKeyBlob() refuses damaged blobs before any work", () => {
  const damaged = [
    blobWith({ salt: undefined }),
    blobWith({ hash: new Uint8Array(31) }),
    blobWith({ data: 5 }),
    blobWith({ data: new Uint8Array(0) }),
    blobWith({ iterations: 0 }),
    blobWith({ iterations: 1.5 }),
    blobWith({ iterations: 2 ** 31 }),
    blobWith({ algorithm: undefined }),
    blobWith({}).subarray(0, 100),
    fromHex("c0"),
    new Uint8Array(70000),
  ];
  for (const blob of damaged) assert.throws(() => openKeyBlob(blob, "", repokey, false), KeyBlobError);
});

/** The inner key with some fields changed. */
function innerWith(changes: Record<string, MsgpackValue | undefined>): Uint8Array {
  const fields: Record<string, MsgpackValue | undefined> = {
    chunk_seed: -5,
    enc_hmac_key: new Uint8Array(32),
    enc_key: new Uint8Array(32),
    id_key: new Uint8Array(32),
    repository_id: repositoryId,
    tam_required: true,
    version: 1,
    ...changes,
  };
  return packSortedMap(
    new Map(Object.entries(fields).filter((entry): entry is [string, MsgpackValue] => entry[1] !== undefined)),
  );
}

test("unpackInnerKey() takes a missing tam_required from its caller", () => {
  for (const fallback of [true, false]) {
    assert.equal(unpackInnerKey(innerWith({ tam_required: undefined }), repokey, fallback).tam_required, fallback);
    assert.equal(unpackInnerKey(innerWith({ tam_required: false }), repokey, fallback).tam_required, false);
  }
});

test("unpackInnerKey() refuses what does not fit the mode", () => {
  const blake2 = keyTypeByMode("repokey-blake2");
  const long = { enc_hmac_key: new Uint8Array(128), id_key: new Uint8Array(128) };
  assert.equal(unpackInnerKey(innerWith(long), blake2, false).id_key.length, 128);
  assert.throws(() => unpackInnerKey(innerWith(long), repokey, false), KeyBlobError);
  assert.throws(() => unpackInnerKey(innerWith({}), blake2, false), KeyBlobError);
  assert.throws(() => unpackInnerKey(innerWith({ enc_key: new Uint8Array(31) }), repokey, false), KeyBlobError);
  assert.throws(() => unpackInnerKey(innerWith({ chunk_seed: "1" }), repokey, false), KeyBlobError);
  assert.throws(() => unpackInnerKey(innerWith({ version: 3 }), repokey, false), BorgError);
});

test("errors about damaged keys show nothing of the keys", () => {
  const secret = new Uint8Array(Buffer.from("topsecretkeydata"));
  const inner = innerWith({ enc_key: secret });
  assert.throws(
    () => unpackInnerKey(inner, repokey, false),
    (error) => error instanceof Error && !`${error.message}${error.stack}`.includes(bytesToText(secret).slice(0, 4)),
  );
});
