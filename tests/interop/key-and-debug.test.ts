import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { Key, secretsFromPassphrase } from "@coffer/format/keys";
import { Client, coffer, findBorgs, temporaryFolder } from "@coffer/testkit/borg";
import type { Program } from "@coffer/testkit/borg";
import { assertSameStory, TwinWorld } from "./support/index.ts";

/*
 * The commands of the families `key` and `debug`, call by call beside the real borg: words, exit codes, files.
 */

const borg14 = findBorgs().borg14;
const skip = borg14 === undefined ? findBorgs().missing.join("; ") : false;
const REPOSITORY = "../repository";
const MANIFEST = "00".repeat(32);

/** A folder with a home and a repository of two archives. */
async function makeTemplate(folder: string, borg: Program, mode: string): Promise<string> {
  const template = join(folder, "template");
  const client = new Client(join(template, "home"));
  const source = join(folder, "source");
  mkdirSync(source, { recursive: true });
  writeFileSync(join(source, "a"), "find me\n");
  writeFileSync(join(source, "b"), Buffer.alloc(100_000, "x"));
  await client.call(borg, ["init", "-e", mode, join(template, "repository")]);
  for (const name of ["one", "gone"]) {
    await client.call(borg, ["create", `${template}/repository::${name}`, "."], { cwd: source });
  }
  await client.call(borg, ["delete", `${template}/repository::gone`]);
  return template;
}

describe("beside the real borg", { skip, concurrency: false }, () => {
  test("key: export, import and change of passphrase", async (t) => {
    assert.ok(borg14 !== undefined);
    const folder = temporaryFolder(t);
    const template = await makeTemplate(folder, borg14, "repokey-blake2");
    const worlds = [
      new TwinWorld(template, join(folder, "theirs"), borg14),
      new TwinWorld(template, join(folder, "ours"), coffer),
    ] as const;
    await assertSameStory(worlds, [
      [["key", "export", REPOSITORY, "backup"]],
      [["key", "export", "--paper", REPOSITORY, "paper"]],
      [["key", "export", REPOSITORY, "."]],
      [["key", "import", REPOSITORY]],
      [["key", "import", REPOSITORY, "nowhere"]],
      [["key", "import", "--paper", REPOSITORY, "paper"]],
      [["key", "import", REPOSITORY, "paper"]],
      [["key", "export-related-secrets", REPOSITORY, "secrets"]],
    ]);
    const paper = readFileSync(join(worlds[0].work, "paper"), "utf8");
    const lines = paper
      .split("\n")
      .slice(3)
      .map((line) => line.slice(4));
    const mistakes = ["no dash", "1-2", "1/2/3-4", lines[0], "abc-00", "zz-00", "00-00", ""];
    for (const world of worlds) {
      const backup = readFileSync(join(world.work, "backup"), "utf8");
      writeFileSync(join(world.work, "foreign"), backup.replace(/^(BORG_KEY ).{8}/, "$1deadbeef"));
    }
    await assertSameStory(worlds, [
      [["key", "import", REPOSITORY, "foreign"]],
      [["key", "import", "--paper", REPOSITORY], { input: `${mistakes.join("\n")}\nn\n${lines.slice(1).join("\n")}` }],
      [["key", "import", "--paper", REPOSITORY], { input: "\ny\n" }],
      [["-v", "key", "change-passphrase", REPOSITORY], { env: { BORG_NEW_PASSPHRASE: "new" } }],
      [["list", "--short", REPOSITORY]],
      [["key", "import", REPOSITORY, "backup"]],
      [["list", "--short", REPOSITORY]],
      [["key", "change-passphrase", REPOSITORY], { env: { BORG_NEW_PASSPHRASE: "new" } }],
    ]);
    const { folder: place, client } = worlds[1];
    const list = ["list", "--short", join(place, "repository")];
    assert.equal((await client.call(borg14, list, { env: { BORG_PASSPHRASE: "new" } })).text, "one\n");
  });

  test("key: a key file that was lost comes back where it belongs", async (t) => {
    assert.ok(borg14 !== undefined);
    const folder = temporaryFolder(t);
    const template = await makeTemplate(folder, borg14, "keyfile");
    for (const [program, judge] of [
      [coffer, borg14],
      [borg14, coffer],
    ] as const) {
      const world = new TwinWorld(template, join(folder, program.name), program);
      const keys = join(world.client.configFolder, "keys");
      assert.equal((await world.call(["key", "export", REPOSITORY, "backup"])).code, 0);
      renameSync(keys, `${keys}.lost`);
      mkdirSync(keys);
      assert.equal((await world.call(["key", "import", REPOSITORY, "-"], { input: backupOf(world) })).code, 0);
      assert.equal(readdirSync(keys).length, 1);
      await world.client.call(judge, ["list", join(world.folder, "repository")]);
    }
  });

  test("key: a repository of the passphrase mode can be migrated", async (t) => {
    assert.ok(borg14 !== undefined);
    const folder = temporaryFolder(t);
    const world = new TwinWorld(await makeTemplate(folder, borg14, "repokey"), join(folder, "ours"), coffer);
    const repository = join(world.folder, "repository");
    const id = Buffer.from(
      /^id = ([0-9a-f]{64})$/m.exec(readFileSync(join(repository, "config"), "utf8"))?.[1] ?? "",
      "hex",
    );
    const key = new Key(secretsFromPassphrase("of old", id));
    // Borg only asks whether the manifest can be opened; so this one will do, though no list of archives is in it.
    const envelope = key.seal(Buffer.concat([Uint8Array.of(0, 0), Buffer.from("any content")]), 1n);
    envelope[0] = 1;
    writeFileSync(join(world.work, "object"), envelope);
    await world.client.call(borg14, ["debug", "put-obj", repository, MANIFEST, join(world.work, "object")]);
    const migrate = ["-v", "key", "migrate-to-repokey", REPOSITORY];
    assert.equal((await world.call(migrate, { env: { BORG_PASSPHRASE: "wrong" } })).code, 2);
    const env = { BORG_PASSPHRASE: "of old", BORG_NEW_PASSPHRASE: "new" };
    assert.deepEqual(await world.call(migrate, { env }), { code: 0, out: "", err: "Key updated\n" });
    // The stored key opens what the old passphrase opened, in the real borg as well. The last segment holds a COMMIT.
    const segments = readdirSync(join(repository, "data/0")).map(Number);
    const segment = segments.toSorted((x, y) => x - y).at(-2);
    const dump = ["debug", "dump-repo-objs", "--ghost", "--segment", `${segment}`, repository];
    await world.client.call(borg14, dump, { cwd: world.work, env: { BORG_PASSPHRASE: "new" } });
    const dumped = readdirSync(world.work).find((name) => name.endsWith(`_put_${MANIFEST}.obj`)) ?? assert.fail();
    assert.equal(readFileSync(join(world.work, dumped), "utf8"), "any content");
  });

  test("debug: what is dumped, searched and changed", async (t) => {
    assert.ok(borg14 !== undefined);
    const folder = temporaryFolder(t);
    const template = await makeTemplate(folder, borg14, "repokey");
    const worlds = [
      new TwinWorld(template, join(folder, "theirs"), borg14),
      new TwinWorld(template, join(folder, "ours"), coffer),
    ] as const;
    const [{ client }] = worlds;
    const manifest = (await client.call(borg14, ["debug", "dump-manifest", join(template, "repository"), "-"])).text;
    const archive = /"id": "\\u007f([0-9a-f]{64})"/.exec(manifest)?.[1] ?? assert.fail(manifest);
    const other = `01${archive.slice(2)}`;
    await assertSameStory(worlds, [
      [["debug", "dump-archive", `${REPOSITORY}::one`, "-"]],
      [["debug", "dump-archive", `${REPOSITORY}::nothing`, "nothing.json"]],
      [["debug", "dump-archive-items", `${REPOSITORY}::one`]],
      [["debug", "dump-manifest", REPOSITORY, "manifest.json"]],
      [["debug", "dump-repo-objs", REPOSITORY]],
      [["debug", "dump-repo-objs", "--ghost", REPOSITORY]],
      [["debug", "dump-repo-objs", "--ghost", "--segment", "2", "--offset", "8", REPOSITORY]],
      [["debug", "search-repo-objs", REPOSITORY, "str:find me"]],
      [["debug", "search-repo-objs", REPOSITORY, "hex:78787"]],
      [["debug", "id-hash", REPOSITORY, "manifest.json"]],
      [["debug", "get-obj", REPOSITORY, archive, "object"]],
      [["debug", "get-obj", REPOSITORY, other, "object"]],
      [["debug", "get-obj", REPOSITORY, "abcd", "object"]],
      [["debug", "put-obj", REPOSITORY, other, "object"]],
      [["debug", "refcount-obj", REPOSITORY, archive, "no id", other]],
      [["debug", "dump-hints", REPOSITORY, "-"]],
      [["debug", "delete-obj", REPOSITORY, "no id", other, `02${archive.slice(2)}`]],
      [["debug", "get-obj", REPOSITORY, other, "object"]],
      [["check", REPOSITORY]],
    ]);
  });
});

function backupOf(world: TwinWorld): string {
  return readFileSync(join(world.work, "backup"), "utf8");
}
