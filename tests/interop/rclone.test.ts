/** Repositories on remotes of rclone: commands, two at the same time, one that is killed; and what the real Borg says of the folder. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { setTimeout } from "node:timers/promises";
import { Client, coffer, temporaryFolder } from "@coffer/testkit/borg";
import { findRclone, makeLocalRemote } from "@coffer/testkit/rclone";
import { killNow, processesWith } from "@coffer/testkit/run";
import { compareTrees } from "@coffer/testkit/tree";
import { needBorg } from "./support/index.ts";

const { skip: noBorg, borg } = needBorg();
const skip = noBorg || findRclone().skip;
const TIMEOUT = { timeout: 300_000 };
const REPOSITORY = "rclone:disk:backups/host";

/** A remote, something to put there, and a client that knows where it is. */
class Scene {
  readonly folder: string;
  readonly client: Client;
  /** What lies at the place of the repository. */
  readonly stored: string;
  readonly #marker: string;

  constructor(context: TestContext) {
    this.folder = temporaryFolder(context);
    const { folder, environment } = makeLocalRemote(this.folder);
    this.stored = join(folder, "backups/host");
    this.#marker = `RCLONE_CONFIG=${environment["RCLONE_CONFIG"]}`;
    this.client = new Client(join(this.folder, "home"), { env: environment });
    mkdirSync(join(this.folder, "source"));
    for (const name of ["one", "two", "three"]) {
      writeFileSync(join(this.folder, "source", name), `${name}\n`.repeat(50_000));
    }
  }

  async coffer(...args: string[]): Promise<string> {
    return (await this.client.call(coffer, args, { cwd: this.folder })).text;
  }

  /** Kills a create as soon as it wants the lock. */
  async killedCreate(archive: string): Promise<void> {
    const words = ["create", `${REPOSITORY}::${archive}`, "source"];
    const started = this.client.start(coffer, words, { cwd: this.folder });
    const candidates = join(this.stored, "ctl/locks");
    while (readdirSync(candidates).length === 0) await setTimeout(5);
    killNow(-started.pid);
    assert.equal((await started.finished).signal, "SIGKILL");
    while (this.isRcloneRunning) await setTimeout(20);
    assert.equal(readdirSync(candidates).length, 1);
  }

  get isRcloneRunning(): boolean {
    return processesWith(this.#marker).length > 0;
  }
}

test("a repository on a remote of rclone is one of the real borg", { skip, ...TIMEOUT }, async (context) => {
  assert.ok(borg !== undefined);
  const scene = new Scene(context);
  const { client, folder, stored } = scene;
  const init = await client.call(coffer, ["init", "-e", "repokey-blake2", REPOSITORY], { codes: [0, 1] });
  assert.match(init.stderr, /conditional writes do not work .* on one and the same host/);
  const creates = ["first", "second"].map((name) =>
    scene.coffer("--lock-wait", "60", "create", `${REPOSITORY}::${name}`, "source"),
  );
  await Promise.all(creates);
  await scene.killedCreate("killed");
  await scene.coffer("delete", `${REPOSITORY}::first`);
  await scene.coffer("compact", "--threshold", "0", REPOSITORY);
  assert.equal(await scene.coffer("list", "--short", REPOSITORY), "second\n");

  const judge = new Client(join(folder, "judge"));
  const copy = join(stored, "repo");
  await judge.call(borg, ["check", "--verify-data", copy]);
  assert.equal((await judge.call(borg, ["list", "--short", copy])).text, "second\n");
  const target = join(folder, "extracted");
  mkdirSync(target);
  await judge.call(borg, ["extract", `${copy}::second`], { cwd: target });
  assert.deepEqual(compareTrees(join(folder, "source"), join(target, "source")), []);
  while (scene.isRcloneRunning) await setTimeout(20);
});

test("another host is let in only if somebody says so", { skip, ...TIMEOUT }, async (context) => {
  const scene = new Scene(context);
  const { client } = scene;
  await client.call(coffer, ["init", "-e", "none", REPOSITORY], { codes: [0, 1] });
  const words = ["config", REPOSITORY, "additional_free_space", "20M"];
  const other = { BORG_HOST_ID: "other", BORG_EXIT_CODES: "modern" };
  const refused = await client.call(coffer, words, { env: other, codes: [2] });
  assert.match(refused.stderr, /another host writes there \(COFFER_UNSAFE_LOCK_IS_OK=yes allows/);
  await client.call(coffer, words, { env: { ...other, COFFER_UNSAFE_LOCK_IS_OK: "yes" } });
  assert.equal(await scene.coffer("config", REPOSITORY, "additional_free_space"), "20M\n");
  await scene.coffer("delete", REPOSITORY);
  assert.equal(existsSync(join(scene.stored, "repo/config")), false);
  const probe = await client.call(coffer, ["storage-probe", REPOSITORY], { codes: [1] });
  assert.match(probe.text, /one host alone/);
});
