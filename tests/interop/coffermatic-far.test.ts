/** Runs of coffermatic over repositories that are not on a disk of this machine: behind ssh, and in a bucket. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { coffer } from "@coffer/testkit/borg";
import { coffermatic } from "@coffer/testkit/borgmatic";
import { databasePeers } from "@coffer/testkit/databases";
import type { Finished } from "@coffer/testkit/run";
import { S3Simulator } from "@coffer/testkit/s3";
import { needBorg, needSsh, RunPlace, sshWorld } from "./support/index.ts";

const { skip: noBorg } = needBorg();
const { ssh, skip: noSsh } = needSsh();
const { sqlite } = databasePeers();
const TIMEOUT = { timeout: 600_000 };
const IN_BUCKET = { path: "s3://bucket/host", label: "bucket", encryption: "repokey-blake2" };

test("a whole run on a repository in a bucket", { skip: noBorg, ...TIMEOUT }, async (context) => {
  const scene = await Scene.make(context);
  const { place } = scene;
  place.configure({
    repositories: [IN_BUCKET],
    checks: [{ name: "repository" }, { name: "archives" }, { name: "data" }, { name: "extract" }],
    keep_secondly: 1,
    keep_daily: undefined,
  });
  await scene.call("repo-create");
  for (const contents of ["first", "second"]) {
    writeFileSync(place.file("source/file"), contents);
    await scene.call("--stats");
  }
  const [{ archives }] = JSON.parse((await scene.call("repo-list", "--json")).text) as [{ archives: object[] }];
  assert.equal(archives.length, 1);
  assert.match((await scene.call("list", "--archive", "latest")).text, /source\/file\n/);
  assert.match(
    (await scene.call("info", "--archive", "latest")).text,
    /Command line: coffer create .*s3:\/\/bucket\/host::/,
  );
  await scene.call("extract", "--archive", "latest", "--destination", place.file("out"));
  assert.equal(readFileSync(join(place.file("out"), place.file("source/file")), "utf8"), "second");
  await scene.assertSoundCopy(1);
});

test(
  "one reading fills repositories on a disk, behind ssh and in a bucket, with one dump that streams into all",
  { skip: noBorg || noSsh || (sqlite === undefined && "needs sqlite3"), ...TIMEOUT },
  async (context) => {
    assert.ok(ssh !== undefined);
    const world = await sshWorld(context, ssh, coffer);
    const scene = await Scene.make(context);
    const { place } = scene;
    const database = place.file("app.db");
    execFileSync("sqlite3", [database], { input: "create table goods (id int); insert into goods values (7)" });
    place.configure({
      repositories: [
        { path: place.file("repository"), label: "disk", encryption: "repokey" },
        { path: world.location, label: "server", encryption: "repokey-blake2" },
        IN_BUCKET,
      ],
      ssh_command: world.client.env["BORG_RSH"],
      remote_path: coffer.path,
      sqlite_databases: [
        {
          name: "app",
          path: database,
          sqlite_command: `sh -c 'echo dump >>"${place.file("dumps")}"; sqlite3 "$@"' sh`,
        },
      ],
      commands: undefined,
    });
    await scene.call("repo-create");
    const { text, stderr } = await scene.call("create", "prune", "compact", "-v", "1");
    assert.match(text + stderr, /disk: Creating an archive, together with server, bucket\n/);
    assert.equal(readFileSync(place.file("dumps"), "utf8"), "dump\n");
    place.assertNothingLeft();
    for (const label of ["disk", "server", "bucket"]) {
      execFileSync("sqlite3", [database], { input: "update goods set id = 8" });
      await scene.call("restore", "--archive", "latest", "--repository", label);
      const rows = execFileSync("sqlite3", [database], { input: "select id from goods", encoding: "utf8" });
      assert.equal(rows, "7\n", label);
    }
    for (const path of [place.file("repository"), world.repository]) {
      assert.match(await place.borg("list", "--short", path), /^[^\n]+(?<!\.checkpoint)\n$/);
      await place.borg("check", "--verify-data", path);
    }
    await scene.assertSoundCopy(1);
  },
);

/** A machine whose runs know a bucket. */
class Scene {
  readonly place: RunPlace;
  readonly #simulator: S3Simulator;

  private constructor(place: RunPlace, simulator: S3Simulator) {
    this.place = place;
    this.#simulator = simulator;
  }

  static async make(context: TestContext): Promise<Scene> {
    const simulator = await S3Simulator.start(context);
    simulator.addBucket("bucket");
    return new Scene(new RunPlace(context), simulator);
  }

  async call(...words: readonly string[]): Promise<Finished> {
    return await this.place.callProgram(coffermatic, words, this.#simulator.environment);
  }

  /** A copy of the bucket is a repository of the real borg, with so many archives. */
  async assertSoundCopy(count: number): Promise<void> {
    const copy = this.place.file("copy");
    assert.ok(!existsSync(copy));
    this.#simulator.download("bucket", "host/repo/", copy);
    await this.place.borg("check", "--verify-data", copy);
    const listed = await this.place.borg("list", "--short", copy);
    assert.equal(listed.split("\n").filter(Boolean).length, count, listed);
  }
}
