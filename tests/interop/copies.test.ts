/** Copies of repositories between folders and buckets: the real borg finds them sound, and no byte differs. */
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { Client, coffer, temporaryFolder } from "@coffer/testkit/borg";
import type { Program } from "@coffer/testkit/borg";
import { S3Simulator } from "@coffer/testkit/s3";
import { needBorg } from "./support/index.ts";

const { skip, borg } = needBorg();
const BUCKET = "s3://bucket/copies";
const TIMEOUT = { timeout: 300_000 };

interface Scene {
  readonly folder: string;
  readonly simulator: S3Simulator;
  /** Writes an archive of new content into `repository`, by `program`. */
  create(program: Program, repository: string, archive: string): Promise<void>;
  coffer(...args: string[]): Promise<{ text: string; stderr: string }>;
  /** Has the real borg verify all of `copy`, as a client that has never seen it. */
  assertSound(copy: string, archives: readonly string[]): Promise<void>;
}

async function makeScene(context: TestContext): Promise<Scene> {
  assert.ok(borg !== undefined);
  const judge = borg;
  const folder = temporaryFolder(context);
  const simulator = await S3Simulator.start(context);
  simulator.addBucket("bucket");
  const client = new Client(join(folder, "home"), { env: simulator.environment });
  let judges = 0;
  mkdirSync(join(folder, "source"));
  return {
    folder,
    simulator,
    create: async (program, repository, archive) => {
      writeFileSync(join(folder, "source", "file"), `content of ${archive}\n`.repeat(50_000));
      await client.call(program, ["create", `${repository}::${archive}`, "source"], { cwd: folder });
    },
    coffer: (...args) => client.call(coffer, args, { cwd: folder }),
    assertSound: async (copy, archives) => {
      judges += 1;
      const other = new Client(join(folder, `judge-${judges}`));
      await other.call(judge, ["check", "--verify-data", copy]);
      const { text } = await other.call(judge, ["list", "--short", copy]);
      assert.deepEqual(text.split("\n").filter(Boolean), archives);
    },
  };
}

/** Files of Borg below a folder, with their contents. */
function filesIn(folder: string): Map<string, Buffer> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "coffer-copy")
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(names.sort().map((name) => [name.slice(folder.length + 1), readFileSync(name)]));
}

test(
  "repo-export: each export of a bucket is sound for the real borg, and takes only what is new",
  { skip, ...TIMEOUT },
  async (context) => {
    const scene = await makeScene(context);
    const copy = join(scene.folder, "copy");
    await scene.coffer("init", "-e", "repokey-blake2", BUCKET);
    await scene.create(coffer, BUCKET, "one");
    const first = await scene.coffer("repo-export", BUCKET, "copy");
    assert.match(first.text, /^Copied \d+ segments \(.*; 0 were there, 0 are of no use/);
    assert.match(first.stderr, /WRITE TO ONE OF THE TWO ONLY/);
    await scene.assertSound(copy, ["one"]);

    await scene.create(coffer, BUCKET, "two");
    await scene.coffer("delete", `${BUCKET}::one`);
    await scene.coffer("compact", "--threshold", "0", BUCKET);
    assert.match((await scene.coffer("repo-export", "--dry-run", BUCKET, "copy")).text, /^Would copy/);
    await scene.assertSound(copy, ["one"]);
    const again = await scene.coffer("repo-export", BUCKET, "copy");
    assert.doesNotMatch(again.text, / 0 are of no use/);
    await scene.assertSound(copy, ["two"]);

    const before = scene.simulator.log.length;
    assert.match((await scene.coffer("repo-export", BUCKET, "copy")).text, /^Copied 0 segments/);
    const requests = scene.simulator.log.slice(before);
    assert.ok(requests.length <= 12, `${requests.length} requests`);
  },
);

test(
  "repo-import and repo-export: a repository of the real borg comes back byte for byte",
  { skip, ...TIMEOUT },
  async (context) => {
    assert.ok(borg !== undefined);
    const scene = await makeScene(context);
    const original = join(scene.folder, "original");
    const client = new Client(join(scene.folder, "home"));
    await client.call(borg, ["init", "-e", "repokey", original]);
    await scene.create(borg, original, "one");
    await scene.coffer("repo-import", "original", BUCKET);
    await scene.create(borg, original, "two");
    await client.call(borg, ["delete", `${original}::one`]);
    await client.call(borg, ["compact", "--threshold", "0", original]);
    await scene.coffer("repo-import", "original", BUCKET);
    await scene.coffer("repo-export", BUCKET, "back");
    await scene.coffer("repo-sync", BUCKET, "s3://bucket/second");
    await scene.coffer("repo-sync", "s3://bucket/second", "third");
    const expected = filesIn(original);
    assert.ok(expected.size >= 8);
    for (const copy of ["back", "third"]) assert.deepEqual(filesIn(join(scene.folder, copy)), expected);
    await scene.assertSound(join(scene.folder, "third"), ["two"]);
  },
);

test(
  "copies: what cannot be is refused in one sentence, and nothing is changed",
  { skip, ...TIMEOUT },
  async (context) => {
    assert.ok(borg !== undefined);
    const scene = await makeScene(context);
    const client = new Client(join(scene.folder, "home"), { env: { BORG_EXIT_CODES: "modern" } });
    const refuse = async (message: RegExp, ...args: string[]): Promise<void> => {
      const options = { codes: [4, 13, 19], cwd: scene.folder, env: scene.simulator.environment };
      const { stderr } = await client.call(coffer, args, options);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /\n\s+at /);
    };
    writeFileSync(join(scene.folder, "source", "file"), "");
    await client.call(borg, ["init", "-e", "none", join(scene.folder, "a")]);
    await client.call(borg, ["init", "-e", "none", join(scene.folder, "b")]);
    const before = filesIn(join(scene.folder, "b"));
    await refuse(/holds another repository/, "repo-sync", "a", "b");
    await refuse(/source and target are the same/, "repo-sync", "a", "./a");
    await refuse(/"borg serve" gives out objects, but no files/, "repo-sync", "a", "ssh://host/b");
    await refuse(/is a folder: use repo-sync/, "repo-export", "a", "c");
    await refuse(/is not a folder: use repo-sync/, "repo-import", BUCKET, BUCKET);
    await refuse(/does not exist/, "repo-sync", "missing", "c");
    await refuse(/does not exist/, "repo-export", BUCKET, "c");
    await refuse(/There is already something/, "repo-sync", "a", "source");
    assert.deepEqual(filesIn(join(scene.folder, "b")), before);
    await scene.coffer("repo-sync", "a", "c");
    await scene.create(coffer, "c", "written");
    await refuse(/not an earlier state.*written to/, "repo-sync", "a", "c");
  },
);
