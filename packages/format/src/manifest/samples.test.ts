import assert from "node:assert/strict";
import { test } from "node:test";
import { inflateSync, zstdDecompressSync } from "node:zlib";
import { loadSampleExpectations, readSample, SAMPLE_PASSPHRASE } from "@coffer/testkit/spec";
import { fromHex, toHex } from "../bytes/index.ts";
import { getKernels } from "../kernels/index.ts";
import {
  Key,
  keyBlobFromText,
  keyTypeByByte,
  openKeyBlob,
  parseKeyFile,
  plaintextSecrets,
  verifyTam,
} from "../keys/index.ts";
import type { KeySecrets, KeyType } from "../keys/index.ts";
import { MANIFEST_ID, PUT_HEADER_SIZE, readEntryHeader, SEGMENT_MAGIC_SIZE, TAG_PUT } from "../segment/index.ts";
import { decodeManifest } from "./index.ts";

const samples = loadSampleExpectations();

/** The newest version of every object that was ever put, by id in hex. */
function readObjects(files: ReadonlyMap<string, Uint8Array>): Map<string, Uint8Array> {
  const numberOf = (path: string): number => Number(path.split("/").at(-1));
  const segments = [...files.keys()].filter((path) => path.startsWith("repo/data/"));
  const objects = new Map<string, Uint8Array>();
  for (const path of segments.toSorted((a, b) => numberOf(a) - numberOf(b))) {
    const bytes = files.get(path)!;
    for (let at = SEGMENT_MAGIC_SIZE; at < bytes.length;) {
      const { size, tag } = readEntryHeader(bytes, at);
      const id = toHex(bytes.subarray(at + 9, at + PUT_HEADER_SIZE));
      if (tag === TAG_PUT) objects.set(id, bytes.subarray(at + PUT_HEADER_SIZE, at + size));
      at += size;
    }
  }
  return objects;
}

function readSecrets(files: ReadonlyMap<string, Uint8Array>, keyType: KeyType, repositoryId: Uint8Array): KeySecrets {
  if (keyType.storage === "no_storage") return plaintextSecrets(repositoryId);
  const blob = keyType.storage === "repository" ? repositoryBlob(files) : fileBlob(files, repositoryId);
  assert.equal(openKeyBlob(blob, "wrong", keyType, false), null);
  const secrets = openKeyBlob(blob, SAMPLE_PASSPHRASE, keyType, false);
  assert.ok(secrets !== null);
  return secrets;
}

function repositoryBlob(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const config = Buffer.from(files.get("repo/config")!).toString();
  return keyBlobFromText(/^key = ((?:.*\n)(?:\t.*\n)*)/m.exec(config)![1]!);
}

function fileBlob(files: ReadonlyMap<string, Uint8Array>, repositoryId: Uint8Array): Uint8Array {
  const [path] = [...files.keys()].filter((name) => name.startsWith("keys/"));
  const found = parseKeyFile(files.get(path!)!, repositoryId, path!);
  assert.ok(found.status === "found");
  return found.blob;
}

/** As far as Node and the kernels go; `undefined` for the other compressions. */
function decompress(payload: Uint8Array): Uint8Array | undefined {
  const body = payload.subarray(2);
  if ((payload[0]! & 0x0f) === 8) return new Uint8Array(inflateSync(payload));
  switch (payload[0]! | (payload[1]! << 8)) {
    case 0:
      return body;
    case 1: {
      const target = new Uint8Array(4 * 1024 * 1024);
      return target.slice(0, getKernels().lz4Decompress(body, target));
    }
    case 3:
      return new Uint8Array(zstdDecompressSync(body));
    case 4: {
      const length = new DataView(body.buffer, body.byteOffset).getUint32(0);
      return decompress(body.subarray(4, 4 + length));
    }
    default:
      return undefined;
  }
}

for (const [name, expected] of Object.entries(samples)) {
  test(`sample ${name}: key, every object, manifest and archive TAMs`, () => {
    const files = readSample(name);
    const objects = readObjects(files);
    const stored = objects.get(toHex(MANIFEST_ID))!;
    const keyType = keyTypeByByte(stored[0]!);
    assert.equal(keyType.byte, expected.key_type);
    assert.equal(keyType.name, expected.key_name);
    assert.equal(keyType.mode, expected.arg_name);

    const secrets = readSecrets(files, keyType, fromHex(expected.repository_id));
    assert.equal(toHex(secrets.repository_id), expected.repository_id);
    assert.equal(toHex(secrets.enc_key), expected.enc_key ?? "");
    assert.equal(toHex(secrets.enc_hmac_key), expected.enc_hmac_key ?? "");
    assert.equal(toHex(secrets.id_key), expected.id_key ?? "");
    assert.equal(secrets.chunk_seed, expected.chunk_seed);
    assert.equal(secrets.tam_required, expected.tam_required);

    const key = new Key(secrets);
    const plaintexts = new Map<string, Uint8Array>();
    for (const [id, envelope] of objects) {
      const plaintext = decompress(key.open(envelope));
      if (plaintext === undefined) continue;
      plaintexts.set(id, plaintext);
      if (id !== toHex(MANIFEST_ID)) key.assertId(fromHex(id), plaintext);
    }

    const manifest = decodeManifest(plaintexts.get(toHex(MANIFEST_ID))!, key);
    assert.equal(manifest.tam_verified, true);
    assert.equal(manifest.tam_required, expected.tam_required);
    assert.equal(manifest.timestamp, expected.manifest_timestamp);
    assert.equal(toHex(manifest.id!), expected.manifest_id_hash);
    manifest.checkFeatures(["read", "check", "write", "delete"]);
    const listed = [...manifest.archives].map(([archive, { id, time }]) => `${archive} ${toHex(id)} ${time}`);
    const wanted = expected.archives.map(({ name, id, time }) => `${name} ${id} ${time}`);
    assert.deepEqual(new Set(listed), new Set(wanted));

    for (const [archive, { id }] of manifest.archives) {
      const packed = plaintexts.get(toHex(id));
      if (packed === undefined) continue;
      // Borg 1.2.4 kept the old TAM when it renamed: see docs/formats/tam.md.
      if (archive === "renamed") {
        assert.throws(() => verifyTam(packed, "archive", secrets), { name: "ArchiveTAMInvalid" });
        assert.equal(verifyTam(packed, "archive", secrets, { ignoreInvalidArchive: true }).verified, false);
      } else assert.equal(verifyTam(packed, "archive", secrets).verified, true);
    }
  });
}
