import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { textToBytes, toHex } from "@coffer/format/bytes";
import { extract, rename, withSession } from "@coffer/engine/commands";
import type { RepositoryPlace } from "@coffer/engine/commands";
import type { EngineContext } from "@coffer/engine/context";
import { IntegrityError } from "@coffer/format/errors";
import { loadArchive } from "@coffer/engine/cache";
import { LocalRepository } from "@coffer/engine/repository";
import type { RpcRequest } from "@coffer/format/rpc";
import { MANIFEST_ID } from "@coffer/format/segment";
import { scriptedServer, testRemoteSettings } from "@coffer/testkit/rpc-server";
import type { ScriptedAnswer } from "@coffer/testkit/rpc-server";
import { unpackSample } from "./sample-world.ts";
import type { SampleWorld } from "./sample-world.ts";

/**
 * A server may hold back what it has, but never pass off something else for it. Each test takes a sound repository and serves it with
 * one lie.
 */
interface Served {
  id: Uint8Array;
  key: string;
  /** By id in hex digits. */
  readonly objects: Map<string, Uint8Array>;
}

const place = { user: undefined, host: "h", port: undefined, path: "/r", location: "ssh://h/r", written: "h:/r" };
const READING = { exclusive: false, operations: ["read"] } as const;

async function worldOf(t: TestContext, sample: string): Promise<SampleWorld & { readonly served: Served }> {
  const world = unpackSample(t, sample, { workarounds: ["ignore_invalid_archive_tam"] });
  const served = await load(world);
  const start = scriptedServer((request) => answer(request, served));
  return { ...world, ctx: { ...world.ctx, remoteSettings: () => testRemoteSettings(start) }, served };
}

async function load({ repository, ctx }: SampleWorld): Promise<Served> {
  const local = await LocalRepository.open(repository, {}, ctx);
  const objects = new Map<string, Uint8Array>();
  for (const id of await local.list()) objects.set(toHex(id), (await local.get(id)).slice());
  const served = { id: local.id, key: (await local.loadKey()) ?? "", objects };
  await local.close();
  return served;
}

function answer({ method, args }: RpcRequest, { id, key, objects }: Served): ScriptedAnswer | undefined {
  switch (method) {
    case "open":
      return { result: id };
    case "load_key":
      return { result: textToBytes(key) };
    case "__len__":
      return { result: objects.size };
    case "get": {
      const wanted = toHex(args.get("id") as Uint8Array);
      const data = objects.get(wanted);
      if (data !== undefined) return { result: data };
      return { failure: { exception_class: "ObjectNotFound", exception_args: [wanted, "/r"] } };
    }
    default:
      return undefined;
  }
}

/** Reads the first archive as extraction does. @returns All contents, one after the other. */
async function readAll({ ctx, base }: SampleWorld): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  const [archive = ""] = await names(place, ctx);
  const stdout = (bytes: Uint8Array): void => void pieces.push(bytes.slice());
  await extract({ repository: place, archive, target: base, stdout }, ctx);
  return Buffer.concat(pieces);
}

/** Ids of the chunks of the first archive's files. */
async function fileChunks({ repository, ctx }: SampleWorld): Promise<string[]> {
  return withSession({ repository }, ctx, READING, async (session) => {
    const [name = ""] = session.manifest.archives.keys();
    const archive = await loadArchive(session, name);
    const chunks: string[] = [];
    for await (const item of archive.items()) for (const { id } of item.chunks ?? []) chunks.push(toHex(id));
    return [...new Set(chunks)];
  });
}

test("a sound server's archive is read through the conversation", async (t) => {
  const world = await worldOf(t, "repokey-blake2");
  assert.ok((await readAll(world)).length > 0);
});

for (const sample of ["repokey", "repokey-blake2", "keyfile", "authenticated-blake2"]) {
  test(`${sample}: a chunk in the place of another is refused`, async (t) => {
    const world = await worldOf(t, sample);
    const chunks = await fileChunks(world);
    const { objects } = world.served;
    const [first = "", second = ""] = chunks;
    const [one, two] = [objects.get(first), objects.get(second)];
    assert.ok(one !== undefined && two !== undefined && first !== second);
    objects.set(first, two);
    objects.set(second, one);
    await assert.rejects(readAll(world), { name: "IntegrityError" });
  });

  test(`${sample}: a chunk that was changed, cut or lengthened is refused`, async (t) => {
    const world = await worldOf(t, sample);
    const [chunk = ""] = await fileChunks(world);
    const { objects } = world.served;
    const sound = objects.get(chunk);
    assert.ok(sound !== undefined);
    const changed = sound.slice();
    changed[sound.length - 1] = (changed[sound.length - 1] ?? 0) ^ 1;
    for (const lie of [changed, sound.subarray(0, sound.length - 1), new Uint8Array(0)]) {
      objects.set(chunk, lie);
      await assert.rejects(readAll(world), { name: /^(?:Integrity|Decompression)Error$/ });
    }
    objects.set(chunk, sound);
    const content = await readAll(world);
    objects.set(chunk, new Uint8Array([...sound, 0]));
    // What decompression never looks at does no harm, where the envelope carries no MAC.
    const read = await readAll(world).catch((error: unknown) => error);
    if (read instanceof Error) assert.equal(read.name, "IntegrityError");
    else assert.deepEqual(read, content);
  });
}

test("an archive or an item stream in the place of the manifest is refused", async (t) => {
  const world = await worldOf(t, "repokey");
  const { objects } = world.served;
  const manifest = toHex(MANIFEST_ID);
  const sound = objects.get(manifest);
  for (const [id, data] of objects) {
    if (id === manifest) continue;
    objects.set(manifest, data);
    await assert.rejects(readAll(world), (error: Error) => {
      assert.match(error.name, /Error$|Invalid$/);
      assert.notEqual(error.name, "TypeError");
      return true;
    });
  }
  objects.set(manifest, sound as Uint8Array);
  assert.ok((await readAll(world)).length > 0);
});

test("a manifest that was seen to be outdated is refused", async (t) => {
  const world = await worldOf(t, "repokey-blake2");
  const { repository, ctx, served } = world;
  const old = served.objects.get(toHex(MANIFEST_ID)) as Uint8Array;
  await rename({ repository, archive: (await names(repository, ctx))[0] ?? "", newName: "renamed" }, ctx);
  const current = await load(world);
  for (const [id, data] of current.objects) served.objects.set(id, data);
  assert.ok((await readAll(world)).length > 0);
  served.objects.set(toHex(MANIFEST_ID), old);
  await assert.rejects(readAll(world), { name: "RepositoryReplay" });
});

test("the key of another repository is refused", async (t) => {
  const world = await worldOf(t, "keyfile");
  world.served.id = new Uint8Array(32).fill(7);
  await assert.rejects(readAll(world), { name: "KeyfileNotFoundError" });
  const repokey = await worldOf(t, "repokey");
  const other = await worldOf(t, "compressors");
  repokey.served.key = other.served.key;
  await assert.rejects(readAll(repokey), IntegrityError);
});

test("a repository that suddenly is not encrypted is refused", async (t) => {
  const world = await worldOf(t, "repokey");
  await readAll(world);
  const plain = await worldOf(t, "none");
  for (const [id, data] of plain.served.objects) world.served.objects.set(id, data);
  await assert.rejects(readAll(world), { name: /^(?:EncryptionMethodMismatch|TAMRequiredError)$/ });
});

async function names(repository: RepositoryPlace, ctx: EngineContext): Promise<string[]> {
  return withSession({ repository }, ctx, READING, ({ manifest }) => Promise.resolve([...manifest.archives.keys()]));
}
