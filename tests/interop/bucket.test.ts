/** Repositories in buckets: every command works on them, and a copy of the bucket is a repository of the real Borg. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { Client, coffer, temporaryFolder } from "@coffer/testkit/borg";
import type { Program } from "@coffer/testkit/borg";
import { S3Simulator } from "@coffer/testkit/s3";
import { compareTrees } from "@coffer/testkit/tree";
import { needBorg } from "./support/index.ts";

const { skip, borg } = needBorg();
const REPOSITORY = "s3://bucket/backups/host";
const TIMEOUT = { timeout: 300_000 };

/** A bucket, something to put into it, and a client that knows where it is. */
class Scene {
  readonly folder: string;
  readonly simulator: S3Simulator;
  readonly client: Client;
  #copies = 0;

  private constructor(folder: string, simulator: S3Simulator) {
    this.folder = folder;
    this.simulator = simulator;
    this.client = new Client(join(folder, "home"), { env: simulator.environment });
  }

  static async make(context: TestContext): Promise<Scene> {
    const simulator = await S3Simulator.start(context);
    simulator.addBucket("bucket");
    const scene = new Scene(temporaryFolder(context), simulator);
    mkdirSync(join(scene.folder, "source"));
    scene.change(1);
    return scene;
  }

  change(number: number): void {
    for (const name of ["one", "two", "three"]) {
      writeFileSync(join(this.folder, "source", name), `${name} ${number}\n`.repeat(10_000 * number));
    }
  }

  coffer(...args: string[]): Promise<{ text: string; stderr: string }> {
    return this.client.call(coffer, args, { cwd: this.folder });
  }

  /** A copy of the bucket is sound for `judge`, and has these archives, whose contents are those of folders beside the source. */
  async assertSound(judge: Program, archives: Readonly<Record<string, string | undefined>>): Promise<void> {
    this.#copies += 1;
    const copy = join(this.folder, `copy-${this.#copies}`);
    this.simulator.download("bucket", "backups/host/repo/", copy);
    const client = new Client(join(this.folder, `judge-${this.#copies}`));
    await client.call(judge, ["check", copy]);
    const { text } = await client.call(judge, ["list", "--short", copy]);
    assert.deepEqual(text.split("\n").filter(Boolean), Object.keys(archives));
    for (const [archive, original] of Object.entries(archives)) {
      if (original === undefined) continue;
      const target = join(this.folder, `extracted-${this.#copies}-${archive}`);
      mkdirSync(target);
      await client.call(judge, ["extract", `${copy}::${archive}`], { cwd: target });
      assert.deepEqual(compareTrees(original, join(target, "source")), []);
    }
  }
}

test(
  "init, create, delete and compact leave what the real borg takes for its own",
  { skip, ...TIMEOUT },
  async (context) => {
    assert.ok(borg !== undefined);
    const scene = await Scene.make(context);
    const source = join(scene.folder, "source");
    await scene.coffer("init", "-e", "repokey-blake2", REPOSITORY);
    await scene.assertSound(borg, {});
    await scene.coffer("create", `${REPOSITORY}::first`, "source");
    await scene.assertSound(borg, { first: source });
    scene.change(2);
    await scene.coffer("create", `${REPOSITORY}::second`, "source");
    await scene.assertSound(borg, { first: undefined, second: source });
    await scene.coffer("delete", `${REPOSITORY}::first`);
    await scene.assertSound(borg, { second: source });
    await scene.coffer("compact", "--threshold", "0", REPOSITORY);
    await scene.assertSound(borg, { second: source });
  },
);

test("every command works on a bucket", { skip, ...TIMEOUT }, async (context) => {
  assert.ok(borg !== undefined);
  const scene = await Scene.make(context);
  const source = join(scene.folder, "source");
  const at = (archive: string): string => `${REPOSITORY}::${archive}`;
  await scene.coffer("init", "-e", "repokey", REPOSITORY);
  const stamps = ["2026-01-01T10:00:00", "2026-01-02T10:00:00", "2026-01-03T10:00:00"];
  for (const [number, stamp] of stamps.entries()) {
    scene.change(number + 1);
    await scene.coffer("create", "--timestamp", stamp, at(`a${number}`), "source");
  }
  assert.match((await scene.coffer("list", at("a0"))).text, /source\/one/);
  assert.match((await scene.coffer("info", REPOSITORY)).text, /Location: s3:\/\/bucket\/backups\/host/);
  assert.match((await scene.coffer("diff", at("a0"), "a1")).text, /source\/two/);
  await scene.coffer("check", "--verify-data", REPOSITORY);
  await scene.coffer("rename", at("a0"), "renamed");
  await scene.coffer("recreate", "--exclude", "*/two", at("a1"));
  await scene.coffer("prune", "--keep-last", "2", "--glob-archives", "a*", REPOSITORY);
  await scene.coffer("config", REPOSITORY, "additional_free_space", "20M");
  assert.equal((await scene.coffer("config", REPOSITORY, "additional_free_space")).text, "20M\n");
  await scene.coffer("key", "export", REPOSITORY, "key");
  await scene.coffer("with-lock", REPOSITORY, "sh", "-c", "exit 0");
  await scene.coffer("break-lock", REPOSITORY);
  await scene.coffer("check", "--repair", REPOSITORY);
  await scene.coffer("compact", REPOSITORY);
  await scene.coffer("export-tar", at("a2"), "a2.tar");
  await scene.assertSound(borg, { renamed: undefined, a1: undefined, a2: source });
  await scene.coffer("delete", REPOSITORY);
  assert.deepEqual(scene.simulator.keys("bucket"), []);
});

test(
  "what cannot be reached or used is one sentence and an exit code",
  { skip: false, ...TIMEOUT },
  async (context) => {
    const scene = await Scene.make(context);
    const fail = async (
      code: number,
      message: RegExp,
      repository: string,
      env: Record<string, string> = {},
    ): Promise<void> => {
      const options = { codes: [code], env: { BORG_EXIT_CODES: "modern", ...env }, cwd: scene.folder };
      const { stderr } = await scene.client.call(coffer, ["init", "-e", "none", repository], options);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /\n\s+at /);
      assert.deepEqual(scene.simulator.keys("bucket"), []);
    };
    await fail(13, /s3:\/\/none\/x: the bucket does not exist/, "s3://none/x");
    await fail(21, /does not accept the credentials \(SignatureDoesNotMatch/, REPOSITORY, {
      AWS_SECRET_ACCESS_KEY: "wrong",
    });
    await fail(21, /does not accept the credentials \(Could not load/, "s3://missing@bucket/x");
    scene.simulator.denies = ({ operation }) => operation === "PutObject";
    await fail(21, /does not permit this with these credentials \(AccessDenied/, REPOSITORY);
  },
);

test("a server that ignores conditions is used from one host", { skip, ...TIMEOUT }, async (context) => {
  assert.ok(borg !== undefined);
  const scene = await Scene.make(context);
  scene.simulator.ignoresConditions = true;
  const probe = await scene.client.call(coffer, ["storage-probe", REPOSITORY], { codes: [1] });
  assert.match(probe.text, /^old etags are refused +NO +one was accepted$/m);
  const init = await scene.client.call(coffer, ["init", "-e", "repokey", REPOSITORY], { codes: [0, 1] });
  assert.match(init.stderr, /conditional writes do not work .*one of many creates wins \(16 of 16/);
  const creates = ["first", "second"].map((name) =>
    scene.coffer("--lock-wait", "60", "create", `${REPOSITORY}::${name}`, "source"),
  );
  await Promise.all(creates);
  const words = ["create", `${REPOSITORY}::third`, "source"];
  const options = { env: { BORG_HOST_ID: "other" }, codes: [2], cwd: scene.folder };
  const refused = await scene.client.call(coffer, words, options);
  assert.match(refused.stderr, /another host writes there/);
  await scene.coffer("delete", `${REPOSITORY}::first`);
  await scene.assertSound(borg, { second: join(scene.folder, "source") });
});

test(
  "a backup takes a PUT request for each 64 MiB and eight besides, and --stats tells how many",
  TIMEOUT,
  async (context) => {
    const scene = await Scene.make(context);
    // 64 MiB fill one, and what tells of them begins another
    const segments = 2;
    writeFileSync(join(scene.folder, "source", "large"), randomBytes(1 << 26));
    await scene.coffer("init", "-e", "repokey-blake2", REPOSITORY);
    const before = scene.simulator.log.length;
    const { stderr } = await scene.coffer("create", "--stats", "-C", "none", `${REPOSITORY}::first`, "source");
    const operations = scene.simulator.log.slice(before).map(({ operation }) => operation);
    const puts = operations.filter((operation) => operation === "PutObject").length;
    assert.ok(puts <= segments + 8, `${puts} PUT requests for ${segments} segments`);
    const told = new Map([...stderr.matchAll(/^([A-Z]+) +(\d+) /gm)].map(([, kind, count]) => [kind, Number(count)]));
    assert.equal(told.get("PUT"), puts);
    assert.equal(told.get("LIST"), operations.filter((operation) => operation === "ListObjectsV2").length);
    assert.match(stderr, /^PUT requests per GiB sent: \d+\.\d$/m);
    const { text } = await scene.coffer("create", "--json", `${REPOSITORY}::second`, "source");
    const { storage_requests: requests } = JSON.parse(text) as { storage_requests: Record<string, { count: number }> };
    assert.ok((requests["PUT"]?.count ?? 0) > 0);
  },
);
