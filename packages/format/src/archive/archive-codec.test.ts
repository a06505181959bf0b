import assert from "node:assert/strict";
import { test } from "node:test";
import { loadVectors } from "@coffer/testkit/spec";
import { fromHex, MsgpackError, packSortedMap, packValue, toHex, unpackValue } from "../bytes/index.ts";
import type { MsgpackMap } from "../bytes/index.ts";
import { ArchiveTAMInvalid } from "../errors/index.ts";
import { keyTypeByMode } from "../keys/index.ts";
import type { EncryptionMode, KeySecrets } from "../keys/index.ts";
import { decodeArchive, encodeArchive } from "./archive-codec.ts";
import { ARCHIVE_KEYS, archiveRecordFromMap, archiveRecordToMap } from "./archive-record.ts";

const { archives } = loadVectors<{ archives: { mode: EncryptionMode; packed: string }[] }>("objects");
const { keys } = loadVectors<{ keys: Record<string, string> & { chunk_seed: number } }>("crypto");

function secretsOf(mode: EncryptionMode): KeySecrets {
  const field = (name: string): Uint8Array => (mode === "none" ? new Uint8Array(0) : fromHex(keys[name] ?? ""));
  return {
    type: keyTypeByMode(mode).byte,
    enc_key: field("enc_key"),
    enc_hmac_key: field("enc_hmac_key"),
    id_key: field("id_key"),
    chunk_seed: keys.chunk_seed,
    repository_id: fromHex(keys["repository_id"] ?? ""),
    tam_required: mode !== "none",
  };
}

test("decodeArchive() and encodeArchive() keep every byte of borg's archives", () => {
  assert.equal(archives.length, 4);
  for (const { mode, packed } of archives) {
    const secrets = secretsOf(mode);
    const { record, verified, salt } = decodeArchive(fromHex(packed), secrets, { tamRequired: true });
    assert.ok(verified);
    assert.ok(salt !== null);
    assert.equal(toHex(encodeArchive(record, secrets, salt)), packed);
  }
});

test("decodeArchive() refuses an archive of which one byte differs", () => {
  const packed = fromHex(archives[2]?.packed ?? "");
  packed[packed.length - 20]! ^= 1;
  assert.throws(() => decodeArchive(packed, secretsOf("repokey")), ArchiveTAMInvalid);
});

const minimal: MsgpackMap = new Map<string, MsgpackMap extends Map<infer _, infer V> ? V : never>([
  ["version", 1],
  ["name", "n"],
  ["items", [new Uint8Array(32)]],
  ["cmdline", ["borg", "create"]],
  ["hostname", "h"],
  ["username", "u"],
  ["time", "2024-01-02T03:04:05.000000"],
]);

function unpacked(map: MsgpackMap): MsgpackMap {
  return unpackValue(packValue(map)) as MsgpackMap;
}

test("archiveRecordFromMap() keeps keys it does not know, in borg's order of keys", () => {
  const map = unpacked(new Map([...minimal, ["recreate_source_id", new Uint8Array(32)], ["zzz", [1, "two"]]]));
  const record = archiveRecordFromMap(map);
  assert.deepEqual([...(record.unknown?.keys() ?? [])], ["recreate_source_id", "zzz"]);
  assert.equal(toHex(packValue(archiveRecordToMap(record))), toHex(packSortedMap(map as Map<string, never>)));
});

test("archiveRecordFromMap() refuses what is no archive of version 1", () => {
  const without = (key: string): MsgpackMap => new Map([...minimal].filter(([name]) => name !== key));
  for (const key of minimal.keys()) {
    assert.throws(() => archiveRecordFromMap(unpacked(without(String(key)))), MsgpackError, String(key));
  }
  for (const [key, value] of [
    ["version", 2],
    ["items", [new Uint8Array(31)]],
    ["items", "x"],
    ["cmdline", [1]],
    ["size", "1"],
    ["chunker_params", 4],
    ["name", 3],
    [7, 7],
  ] as const) {
    const map = unpacked(new Map([...minimal, [key, value as never]]));
    assert.throws(() => archiveRecordFromMap(map), MsgpackError, String(key));
  }
});

test("archiveRecordFromMap() takes an empty text for an empty list, as borg does, and no other text", () => {
  const map = unpacked(minimal);
  assert.deepEqual(archiveRecordFromMap(new Map([...map, ["cmdline", new Uint8Array(0)]])).cmdline, []);
  assert.throws(() => archiveRecordFromMap(new Map([...map, ["cmdline", new Uint8Array(1)]])), MsgpackError);
});

test("ARCHIVE_KEYS are sorted and hold borg's", () => {
  assert.deepEqual([...ARCHIVE_KEYS].sort(), ARCHIVE_KEYS);
  assert.equal(ARCHIVE_KEYS.length, 22);
});
