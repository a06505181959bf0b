import assert from "node:assert/strict";
import { test } from "node:test";
import { loadVectors, vectorBytes } from "@coffer/testkit/spec";
import { ITEM_KEYS as CODEC_ITEM_KEYS } from "../archive/index.ts";
import { compareText, fromHex, packSortedMap, parseTimestamp, toHex, unpackValue } from "../bytes/index.ts";
import type { MsgpackValue } from "../bytes/index.ts";
import {
  BorgError,
  IntegrityError,
  MandatoryFeatureUnsupported,
  TAMInvalid,
  TAMRequiredError,
  UnsupportedManifestError,
} from "../errors/index.ts";
import { createSecrets, Key, keyTypeByMode, packWithTam } from "../keys/index.ts";
import type { EncryptionMode } from "../keys/index.ts";
import { decodeManifest, encodeManifest, ITEM_KEYS, Manifest } from "./index.ts";

type Fields = Map<string, MsgpackValue>;

const vectors = loadVectors<{ manifests: { mode: EncryptionMode; packed: string; id: string }[] }>("objects");
const keys = loadVectors<{ keys: Record<string, string> & { chunk_seed: number } }>("crypto").keys;
const vectorSalt = vectorBytes({ stream: "salt", length: 64 });

function vectorKey(mode: EncryptionMode): Key {
  const secrets = createSecrets(mode, fromHex(keys["repository_id"]!), (length) => new Uint8Array(length));
  if (mode === "none") return new Key(secrets);
  assert.notEqual(keyTypeByMode(mode).hash, "blake2b");
  const field = (name: string): Uint8Array => fromHex(keys[name]!);
  return new Key({
    ...secrets,
    enc_key: field("enc_key"),
    enc_hmac_key: field("enc_hmac_key"),
    id_key: field("id_key"),
  });
}

const key = vectorKey("repokey");
const plainKey = vectorKey("none");
const salt = new Uint8Array(64).fill(1);
const now = parseTimestamp("2024-05-06T07:08:09.000010");

test("every vector: decoded, and encoded to the same bytes", () => {
  assert.ok(vectors.manifests.length >= 2);
  for (const { mode, packed, id } of vectors.manifests) {
    const own = vectorKey(mode);
    const manifest = decodeManifest(fromHex(packed), own);
    assert.equal(manifest.tam_verified, true);
    assert.equal(toHex(manifest.id!), id);
    assert.equal(manifest.archives.size, 3);
    const written = parseTimestamp(manifest.timestamp!);
    manifest.timestamp = null;
    assert.equal(toHex(encodeManifest(manifest, own, { now: written, salt: vectorSalt })), packed);
    assert.equal(toHex(manifest.id!), id);
  }
});

/** A manifest with some fields changed, authenticated. */
function packed(changes: Record<string, MsgpackValue | undefined>, own: Key = key): Uint8Array {
  const fields: Record<string, MsgpackValue | undefined> = {
    archives: new Map(),
    config: new Map(),
    item_keys: ["path"],
    timestamp: "2024-01-01T00:00:00.000000",
    version: 1,
    ...changes,
  };
  const map: Fields = new Map();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) map.set(name, value);
  return packWithTam(map, "manifest", own.secrets, salt);
}

test("a new manifest is written and read back", () => {
  const manifest = new Manifest();
  const id = new Uint8Array(32).fill(8);
  manifest.archives.set("z", { id, time: "2024-01-01T00:00:00.000000" });
  manifest.archives.set("\udcff", { id, time: "2024-01-01T00:00:00" });
  manifest.archives.set("😀", { id, time: "2024-01-01T00:00:00.5" });
  const bytes = encodeManifest(manifest, key, { now, salt });
  assert.equal(manifest.timestamp, "2024-05-06T07:08:09.000010");
  const found = decodeManifest(bytes, key);
  assert.deepEqual([...found.archives.keys()], ["z", "😀", "\udcff"]);
  assert.deepEqual(found.archives.get("\udcff"), manifest.archives.get("\udcff"));
  assert.deepEqual(found.config, new Map([["tam_required", true]]));
  assert.equal(found.tam_required, true);
  assert.deepEqual([...found.item_keys], ITEM_KEYS);
  assert.deepEqual(ITEM_KEYS, [...CODEC_ITEM_KEYS].toSorted(compareText));
  assert.deepEqual(found.id, manifest.id);
  assert.deepEqual(found.id, key.idHash(bytes));
});

test("mode none does not demand TAMs", () => {
  const manifest = new Manifest();
  const found = decodeManifest(encodeManifest(manifest, plainKey, { now, salt }), plainKey);
  assert.equal(found.tam_required, false);
  assert.equal(found.tam_verified, true);
});

test("the timestamp grows by a microsecond at least", () => {
  const manifest = new Manifest();
  const written = (at: bigint): string => {
    encodeManifest(manifest, key, { now: at, salt });
    return manifest.timestamp!;
  };
  assert.equal(written(now), "2024-05-06T07:08:09.000010");
  assert.equal(written(now), "2024-05-06T07:08:09.000011");
  assert.equal(written(now - 5_000_000n), "2024-05-06T07:08:09.000012");
  assert.equal(written(now + 3n), "2024-05-06T07:08:09.000013");
  manifest.timestamp = "9999-12-31T23:59:59.999999";
  assert.throws(() => written(now), BorgError);
  assert.equal(manifest.timestamp, "9999-12-31T23:59:59.999999");
});

test("unknown config, item keys and entry fields are kept; unknown fields of the manifest are not, as in Borg", () => {
  const entry = new Map<string, MsgpackValue>([
    ["id", new Uint8Array(32)],
    ["time", "2024-01-01T00:00:00.000000"],
    ["x", 5],
  ]);
  const config = new Map<string, MsgpackValue>([
    [
      "future",
      new Map([
        ["b", 1],
        ["a", 2],
      ]),
    ],
    ["tam_required", false],
  ]);
  const bytes = packed({ archives: new Map([["a", entry]]), config, item_keys: ["path", "ütem"], future: 1 });
  const manifest = decodeManifest(bytes, key);
  assert.equal(manifest.tam_required, false);
  const map = unpackValue(encodeManifest(manifest, key, { now, salt })) as Fields;
  assert.deepEqual([...map.keys()], ["archives", "config", "item_keys", "tam", "timestamp", "version"]);
  assert.deepEqual(
    map.get("archives"),
    new Map([["a", new Map(entry).set("time", new Uint8Array(Buffer.from("2024-01-01T00:00:00.000000")))]]),
  );
  assert.deepEqual(
    map.get("config"),
    new Map<string, MsgpackValue>([
      [
        "future",
        new Map([
          ["a", 2],
          ["b", 1],
        ]),
      ],
      ["tam_required", true],
    ]),
  );
  const names = (map.get("item_keys") as Uint8Array[]).map((name) => Buffer.from(name).toString());
  assert.deepEqual(names, [...ITEM_KEYS, "ütem"]);
});

test("version 2 is read and 1 written; any other is from the future", () => {
  const manifest = decodeManifest(packed({ version: 2 }), key);
  assert.equal((unpackValue(encodeManifest(manifest, key, { now, salt })) as Fields).get("version"), 1);
  for (const version of [undefined, 0, 3, "1", true])
    assert.throws(() => decodeManifest(packed({ version }), key), UnsupportedManifestError);
  assert.throws(() => decodeManifest(fromHex("c1c1c1c1"), key), UnsupportedManifestError);
});

test("TAM rules of the manifest", () => {
  const manifest = new Map<string, MsgpackValue>([
    ["version", 1],
    ["archives", new Map()],
  ]);
  const bare = packSortedMap(manifest);
  assert.throws(() => decodeManifest(bare, key), TAMRequiredError);
  assert.equal(decodeManifest(bare, key, { forceTamNotRequired: true }).tam_verified, false);
  assert.equal(decodeManifest(bare, plainKey).tam_verified, false);
  const foreign = packed({}, plainKey);
  assert.throws(() => decodeManifest(foreign, key, { forceTamNotRequired: true }), TAMInvalid);
});

test("malformed fields are integrity errors that name the field", () => {
  const id = new Uint8Array(32);
  const archives = (fields: [string, MsgpackValue][]): MsgpackValue => new Map([["a", new Map(fields)]]);
  const cases: [field: string, value: MsgpackValue | undefined][] = [
    ["archives", undefined],
    ["archives", []],
    ["archives", new Map([[1, new Map()]])],
    ["archives", new Map([["a", 1]])],
    ["archives", archives([["time", "x"]])],
    ["archives", archives([["id", id]])],
    [
      "archives",
      archives([
        ["id", id.subarray(1)],
        ["time", "x"],
      ]),
    ],
    [
      "archives",
      archives([
        ["id", id],
        ["time", 5],
      ]),
    ],
    ["config", 5],
    ["item_keys", new Map()],
    ["item_keys", [1]],
    ["timestamp", 5],
    ["timestamp", "yesterday"],
  ];
  for (const [field, value] of cases)
    assert.throws(() => decodeManifest(packed({ [field]: value }), key), {
      name: "IntegrityError",
      message: `Data integrity error: Manifest: malformed ${field}`,
    });
});

test("limits are kept on writing", () => {
  const entry = { id: new Uint8Array(32), time: "2024-01-01T00:00:00.000000" };
  const manifest = new Manifest();
  manifest.archives.set("😀".repeat(255), entry);
  assert.doesNotThrow(() => encodeManifest(manifest, key, { now, salt }));
  manifest.archives.set("x".repeat(256), entry);
  assert.throws(() => encodeManifest(manifest, key, { now, salt }), BorgError);
  manifest.archives.clear();
  for (let i = 0; i < 100; i++) manifest.item_keys.add(`k${i}`);
  assert.throws(() => encodeManifest(manifest, key, { now, salt }), BorgError);
  const crowded = new Manifest();
  for (let i = 0; i <= 400_000; i++) crowded.archives.set(`a${i}`, entry);
  assert.throws(() => encodeManifest(crowded, key, { now, salt }), BorgError);
  assert.equal(crowded.timestamp, null);
});

test("checkFeatures() refuses every mandatory feature of the operations at hand", () => {
  const flags = new Map<string, MsgpackValue>([
    ["write", new Map([["mandatory", ["zip", "aes"]]])],
    ["read", new Map([["mandatory", []]])],
    ["check", new Map([["optional", ["x"]]])],
  ]);
  const manifest = decodeManifest(packed({ config: new Map([["feature_flags", flags]]) }), key);
  manifest.checkFeatures(["read", "check", "delete"]);
  manifest.checkFeatures([]);
  assert.throws(
    () => manifest.checkFeatures(["read", "write"]),
    (error) =>
      error instanceof MandatoryFeatureUnsupported &&
      error.message.startsWith("Unsupported repository feature(s) ['aes', 'zip']."),
  );
  for (const bad of [5, new Map([["read", 5]]), new Map([["read", new Map([["mandatory", 5]])]])]) {
    const odd = decodeManifest(packed({ config: new Map([["feature_flags", bad as MsgpackValue]]) }), key);
    assert.throws(() => odd.checkFeatures(["read"]), IntegrityError);
  }
  decodeManifest(packed({ config: new Map([["feature_flags", null]]) }), key).checkFeatures(["read"]);
});
