import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";
import type { Item } from "@coffer/format/archive";
import { textToBytes, toHex } from "@coffer/format/bytes";
import { ArchiveTAMInvalid } from "@coffer/format/errors";
import { loadArchive } from "@coffer/engine/cache";
import type { LoadedArchive } from "@coffer/engine/cache";
import { withSession } from "@coffer/engine/commands";
import type { Session } from "@coffer/engine/session";
import { loadSampleExpectations } from "@coffer/testkit/spec";
import type { SampleArchive, SampleExpectation } from "@coffer/testkit/spec";
import { unpackSample } from "./sample-world.ts";

/** Archives that Borg 1.2 renamed: it kept the TAM of the old name. */
const INVALID_TAM = new Set(["history-append-only/renamed", "history-options/renamed"]);
const READING = { exclusive: false, operations: ["read", "check"] } as const;

const samples = Object.entries(loadSampleExpectations());
assert.ok(samples.length >= 12);

for (const [name, expected] of samples) {
  test(`sample ${name}: key, manifest, archives and items to the last field`, async (t) => {
    const { repository, ctx } = unpackSample(t, name, { workarounds: ["ignore_invalid_archive_tam"] });
    await withSession({ repository }, ctx, READING, async (session) => {
      await checkRepository(session, expected);
      assert.deepEqual(
        [...session.manifest.archives.keys()].sort(),
        expected.archives.map((archive) => archive.name).sort(),
      );
      for (const archive of expected.archives) {
        await checkArchive(session, archive as ExpectedArchive, !INVALID_TAM.has(`${name}/${archive.name}`));
      }
    });
  });
}

test("an archive with the TAM of another is refused unless the user insists", async (t) => {
  const { repository, ctx } = unpackSample(t, "history-options");
  await withSession({ repository }, ctx, READING, async (session) => {
    await assert.rejects(loadArchive(session, "renamed"), ArchiveTAMInvalid);
    assert.equal((await loadArchive(session, "fixed")).verified, true);
  });
});

async function checkRepository(session: Session, expected: SampleExpectation): Promise<void> {
  const { secrets, keyType } = session.key;
  assert.equal(toHex(session.repository.id), expected.repository_id);
  assert.equal(await session.repository.size(), expected.object_count);
  assert.equal(keyType.byte, expected.key_type);
  assert.equal(keyType.name, expected.key_name);
  assert.equal(keyType.mode, expected.arg_name);
  assert.equal(secrets.chunk_seed, expected.chunk_seed);
  assert.equal(secrets.tam_required, expected.tam_required);
  for (const field of ["enc_key", "enc_hmac_key", "id_key"] as const) {
    assert.equal(toHex(secrets[field]), expected[field] ?? "", field);
  }
  assert.equal(session.manifest.timestamp, expected.manifest_timestamp);
  assert.equal(session.manifestIdHex, expected.manifest_id_hash);
  assert.equal(session.manifest.tam_verified, true);
}

interface ExpectedItem {
  path_b64: string;
  mode: string;
  mtime_ns: string;
  chunks?: [id: string, size: number, csize: number][];
  source_b64?: string;
  xattrs_b64?: Record<string, string | null>;
  sha256?: string;
  [field: string]: unknown;
}

interface ExpectedArchive extends SampleArchive {
  items: ExpectedItem[];
  item_chunk_ids: string[];
}

async function checkArchive(session: Session, expected: ExpectedArchive, isVerified: boolean): Promise<void> {
  const archive = await loadArchive(session, expected.name);
  const { items, item_chunk_ids, id, ...fields } = expected;
  assert.equal(toHex(archive.id), id);
  assert.equal(archive.verified, isVerified);
  assert.deepEqual(archive.record.items.map(toHex), item_chunk_ids);
  for (const [field, value] of Object.entries(fields)) {
    assert.deepEqual(
      (archive.record as unknown as Record<string, unknown>)[field],
      value,
      `${expected.name}: ${field}`,
    );
  }
  assert.equal(session.manifest.archives.get(expected.name)?.time, expected.time);
  await checkItems(session, archive, items);
}

async function checkItems(session: Session, archive: LoadedArchive, expected: ExpectedItem[]): Promise<void> {
  const hashes = new Map<string, string>();
  let count = 0;
  for await (const item of archive.items()) {
    const wanted = expected[count];
    assert.ok(wanted, `${item.path} is one item too many`);
    count += 1;
    const { sha256, ...fields } = wanted;
    assert.deepEqual(describe(item), fields);
    if (sha256 === undefined) continue;
    const hash = item.chunks === undefined ? hashes.get(item.source ?? "") : await hashContent(session, item);
    assert.equal(hash, sha256, item.path);
    hashes.set(item.path, sha256);
  }
  assert.equal(count, expected.length);
}

async function hashContent(session: Session, item: Item): Promise<string> {
  const hash = createHash("sha256");
  for await (const { plaintext } of session.readObjects(item.chunks ?? [])) hash.update(plaintext);
  return hash.digest("hex");
}

/** The item in the words of expected.json, which tells all but atime and ctime. */
function describe(item: Item): Record<string, unknown> {
  const { path, mode, mtime, atime, ctime, chunks, source, xattrs, acl_access, acl_default, ...rest } = item;
  for (const time of [atime, ctime]) assert.ok(time === undefined || time >= 0n);
  const fields: Record<string, unknown> = {
    ...rest,
    path: path.replace(/[\udc80-\udcff]/g, (escaped) => `\\u${escaped.charCodeAt(0).toString(16)}`),
    path_b64: base64(path),
    mode: mode.toString(8),
    mtime_ns: String(mtime),
    chunks: chunks?.map(({ id, size, csize }) => [toHex(id), size, csize]),
    source_b64: source === undefined ? undefined : base64(source),
    xattrs_b64:
      xattrs && Object.fromEntries([...xattrs].map(([name, value]) => [base64(name), value && toBase64(value)])),
    acl_access: acl_access && Buffer.from(acl_access).toString(),
    acl_default: acl_default && Buffer.from(acl_default).toString(),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function base64(text: string): string {
  return toBase64(textToBytes(text));
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}
