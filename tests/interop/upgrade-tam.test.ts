import assert from "node:assert/strict";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { EngineContext } from "@coffer/engine/context";
import { withSession } from "@coffer/engine/commands";
import { packSortedMap } from "@coffer/format/bytes";
import { decompress } from "@coffer/format/compression";
import { verifyTam } from "@coffer/format/keys";
import { MANIFEST_ID } from "@coffer/format/segment";
import { Client, coffer, temporaryFolder } from "@coffer/testkit/borg";
import type { Program } from "@coffer/testkit/borg";
import { testContext } from "@coffer/testkit/context";
import { needBorg } from "./support/index.ts";

const { skip, borg } = needBorg();
const WRITING = { exclusive: true, operations: ["write"] } as const;

/** A client's places and passphrase, for calls of the engine in this process. */
function contextOf(client: Client): EngineContext {
  const passphrase = Promise.resolve(client.env["BORG_PASSPHRASE"] ?? "");
  return testContext({
    folders: {
      base: client.home,
      config: client.configFolder,
      keys: join(client.configFolder, "keys"),
      security: join(client.configFolder, "security"),
      cache: client.cacheFolder,
    },
    passphrases: { configured: () => passphrase, prompt: () => passphrase, fresh: () => passphrase },
    clock: { nowMicros: () => BigInt(Date.now()) * 1000n, monotonicMs: () => performance.now(), sleep: async () => {} },
  });
}

/** Makes archives what they were before there were TAMs, or gives them a wrong one. */
async function spoilArchives(client: Client, repository: string, kind: "missing" | "wrong"): Promise<void> {
  await withSession({ repository }, contextOf(client), WRITING, async (session) => {
    for (const [name, { id, time }] of session.manifest.archives) {
      const plaintext = await session.readObject(id);
      const { map } = verifyTam(plaintext, "archive", session.key.secrets);
      const spoiled = kind === "missing" ? packSortedMap(map) : withOtherTime(plaintext);
      const newId = session.key.idHash(spoiled);
      await session.storeObject(newId, spoiled);
      await session.repository.delete(id);
      session.manifest.archives.set(name, { id: newId, time });
    }
    await session.writeManifest();
    await session.repository.commit();
  });
  rmSync(client.cacheFolder, { recursive: true });
}

/** The bytes with another digit in the year: the TAM does not fit any more. */
function withOtherTime(plaintext: Uint8Array): Uint8Array {
  const changed = Buffer.from(plaintext);
  const at = changed.indexOf("2024-");
  assert.ok(at > 0);
  changed.write("2023-", at);
  return changed;
}

async function spoilManifest(client: Client, repository: string): Promise<void> {
  await withSession({ repository }, contextOf(client), WRITING, async (session) => {
    const plaintext = decompress(session.key.open(await session.repository.get(MANIFEST_ID)));
    const { map } = verifyTam(plaintext, "manifest", session.key.secrets);
    await session.storeObject(MANIFEST_ID, packSortedMap(map));
    await session.repository.commit();
  });
}

interface Scene {
  readonly folder: string;
  readonly client: Client;
}

/** Runs command lines by both programs on copies of a scene, in the same place; what they say must be equal. */
async function compare(scene: Scene, lines: readonly (readonly string[])[]): Promise<string> {
  assert.ok(borg !== undefined);
  const told = [];
  for (const program of [borg, coffer]) {
    const kept = `${scene.folder}.kept`;
    cpSync(scene.folder, kept, { recursive: true });
    told.push(await runAll(program, scene, lines));
    rmSync(scene.folder, { recursive: true });
    cpSync(kept, scene.folder, { recursive: true });
    rmSync(kept, { recursive: true });
  }
  assert.equal(told[1], told[0]);
  return told[1] ?? "";
}

async function runAll(program: Program, scene: Scene, lines: readonly (readonly string[])[]): Promise<string> {
  assert.ok(borg !== undefined);
  let told = "";
  for (const line of lines) {
    const { code, text, stderr } = await scene.client.call(program, [...line, "repository"], {
      cwd: scene.folder,
      codes: "any",
      env: { BORG_EXIT_CODES: "modern" },
    });
    // New salts make new ids; a traceback is borg's alone.
    const newIds = text.replaceAll(/(?<=-> \[)[0-9a-f]{64}|(?<=Archive TAM present.*\[)[0-9a-f]{64}/g, "#");
    // Where Borg 1.4 shows that, we explain as Borg 1.2 does.
    const words = stderr
      .replace(/^(Traceback|Platform|Coffer|Linux|Error in)[^]*/m, "")
      .replace(/\nThis either means[^]*?the manifest\.\n\n/, "");
    told += `${line.join(" ")}: ${code}\n${newIds}${words}`;
  }
  const judgement = await scene.client.call(borg, ["check", "--verify-data", "repository"], {
    cwd: scene.folder,
    codes: "any",
  });
  return `${told}check: ${judgement.code}\n`;
}

async function makeScene(folder: string, mode: string): Promise<Scene> {
  mkdirSync(join(folder, "scene"), { recursive: true });
  const scene = { folder: join(folder, "scene"), client: new Client(join(folder, "scene/home")) };
  writeFileSync(join(scene.folder, "file"), "content");
  const call = async (...args: string[]): Promise<unknown> =>
    await scene.client.call(coffer, args, { cwd: scene.folder });
  await call("init", "-e", mode, "repository");
  await call("create", "--timestamp", "2024-01-01T00:00:00", "--comment", "one", "repository::first", "file");
  await call("create", "--timestamp", "2024-01-02T00:00:00", "repository::second", "file");
  return scene;
}

for (const [mode, kind] of [
  ["repokey-blake2", "missing"],
  ["keyfile", "wrong"],
  ["none", "missing"],
] as const) {
  test(`${mode}, TAMs of archives ${kind}: upgrade tells and mends it as borg does`, { skip }, async (context) => {
    const scene = await makeScene(temporaryFolder(context), mode);
    await spoilArchives(scene.client, join(scene.folder, "repository"), kind);
    const told = await compare(scene, [
      ["upgrade", "--check-archives-tam"],
      ["upgrade", "--archives-tam"],
      ["upgrade", "--check-archives-tam"],
      ["list", "--format", "{archive} {tam} {comment} {time}{NL}"],
    ]);
    assert.match(told, /Found 2 archives with TAM issues!/);
    assert.match(told, /Fixed 2 archives with TAM issues!/);
    assert.match(told, /first verified one/);
    assert.match(told, /check: 0\n$/);
  });
}

test("a manifest without TAM is refused, unless upgrade --tam is forced", { skip }, async (context) => {
  const scene = await makeScene(temporaryFolder(context), "repokey");
  await spoilManifest(scene.client, join(scene.folder, "repository"));
  const told = await compare(scene, [
    ["list"],
    ["upgrade", "--check-tam"],
    ["upgrade", "--check-tam", "--force"],
    ["upgrade", "--tam"],
    ["upgrade", "--tam", "--force"],
    ["list", "--short"],
  ]);
  assert.match(told, /upgrade --tam: 98\n/);
  assert.match(told, /upgrade --tam --force: 0\nManifest contents:\nfirst/);
});
