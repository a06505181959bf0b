import assert from "node:assert/strict";
import { pbkdf2Sync } from "node:crypto";
import { test } from "node:test";
import { toHex } from "../bytes/index.ts";
import {
  createSecrets,
  formatRelatedSecrets,
  KEY_TYPES,
  Key,
  parseRelatedSecrets,
  secretsFromPassphrase,
} from "./index.ts";

const repositoryId = new Uint8Array(32).fill(9);

/** 1, 2, 3, … over all calls, so that overlap would show. */
function counting(): (length: number) => Uint8Array {
  let next = 0;
  return (length) => Uint8Array.from({ length }, () => ++next & 0xff);
}

const run = (from: number, length: number): string => toHex(Uint8Array.from({ length }, (_, i) => (from + i) & 0xff));

test("createSecrets() cuts 100 random bytes; BLAKE2b modes take 64 more for each of two keys", () => {
  for (const { mode, byte, hash, storage } of KEY_TYPES) {
    const secrets = createSecrets(mode, repositoryId, counting());
    assert.equal(secrets.type, byte);
    assert.equal(secrets.repository_id, repositoryId);
    if (storage === "no_storage") {
      assert.deepEqual([secrets.enc_key.length, secrets.chunk_seed, secrets.tam_required], [0, 0, false]);
      continue;
    }
    assert.equal(secrets.tam_required, true);
    assert.equal(toHex(secrets.enc_key), run(1, 32));
    assert.equal(secrets.chunk_seed, 0x61626364);
    const zeros = "00".repeat(64);
    assert.equal(toHex(secrets.enc_hmac_key), hash === "blake2b" ? run(101, 64) + zeros : run(33, 32));
    assert.equal(toHex(secrets.id_key), hash === "blake2b" ? run(165, 64) + zeros : run(65, 32));
  }
});

test("related secrets carry ids and chunk seed over, and nothing else", () => {
  const origin = createSecrets("keyfile-blake2", repositoryId, counting());
  const json = formatRelatedSecrets(origin);
  assert.equal(
    json,
    `{\n    "version": 1,\n    "id_key": "${toHex(origin.id_key)}",\n    "chunk_seed": ${origin.chunk_seed},\n    "key_name": "key file BLAKE2b"\n}\n`,
  );
  const related = parseRelatedSecrets(json, "secrets.json");
  const secrets = createSecrets("repokey-blake2", repositoryId, (length) => new Uint8Array(length).fill(1), related);
  const text = new Uint8Array(Buffer.from("abc"));
  assert.deepEqual(new Key(secrets).idHash(text), new Key(origin).idHash(text));
  assert.equal(secrets.chunk_seed, origin.chunk_seed);
  assert.notDeepEqual(secrets.enc_key, origin.enc_key);
  assert.throws(() => createSecrets("repokey", repositoryId, counting(), related), {
    message: "Error: You must keep the same ID hash (HMAC-SHA256 or BLAKE2b) or deduplication will break.",
  });
  assert.equal(createSecrets("none", repositoryId, counting(), related).id_key.length, 0);
});

test("parseRelatedSecrets() names the file and never its content", () => {
  const cases: [json: string, message: string][] = [
    ["{", "Invalid JSON in related secrets file: f"],
    ["[]", "Invalid JSON in related secrets file: f"],
    ["{}", "Unsupported related secrets version: None"],
    ['{"version":2}', "Unsupported related secrets version: 2"],
    ['{"version":1,"chunk_seed":1}', "Invalid id_key in related secrets file: f"],
    ['{"version":1,"chunk_seed":1,"id_key":"0g"}', "Invalid id_key in related secrets file: f"],
    ['{"version":1,"id_key":"00","chunk_seed":"x"}', "Invalid chunk_seed in related secrets file: f"],
  ];
  for (const [json, message] of cases)
    assert.throws(() => parseRelatedSecrets(json, "f"), { name: "CommandError", message: `Command Error: ${message}` });
});

test("secretsFromPassphrase() derives the keys of the legacy passphrase mode", () => {
  const material = pbkdf2Sync("geheim", repositoryId, 100_000, 100, "sha256").toString("hex");
  const secrets = secretsFromPassphrase("geheim", repositoryId);
  assert.equal(toHex(secrets.enc_key) + toHex(secrets.enc_hmac_key) + toHex(secrets.id_key), material.slice(0, 192));
  assert.equal(secrets.chunk_seed, Number.parseInt(material.slice(192), 16) | 0);
  assert.deepEqual([secrets.type, secrets.tam_required], [3, false]);
});
