/** Repositories over SFTP: plain folders of a server, which the real Borg opens there, with locks that both respect. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Client, coffer } from "@coffer/testkit/borg";
import type { CallOptions } from "@coffer/testkit/borg";
import type { Finished } from "@coffer/testkit/run";
import { SshServer } from "@coffer/testkit/ssh";
import {
  archiveNames,
  assertSameFiles,
  Chance,
  checkedArchives,
  needBorg,
  needSsh,
  RunPlace,
  seedFromEnvironment,
  sshWorld,
  writeFiles,
} from "./support/index.ts";
import type { SshWorld } from "./support/index.ts";

const { ssh, skip: noSsh } = needSsh();
const { borg, skip: noBorg } = needBorg();
const limits = { skip: noBorg || noSsh, timeout: 300_000 };

/** Says that it runs, and ends when it is told to. */
const HOLD = 'touch "$1.held"; while [ ! -e "$1" ]; do sleep 0.05; done';

/** A server, a tree to save, and the two who come to the repository: coffer by SFTP, the real borg on the server itself. */
class Scene {
  readonly world: SshWorld;
  readonly location: string;
  readonly tree: string;
  /** Knows the repository by its path. */
  readonly owner: Client;

  private constructor(world: SshWorld) {
    this.world = world;
    this.location = world.server.location(world.repository, world.server.port, "sftp");
    this.tree = join(world.folder, "tree");
    this.owner = new Client(join(world.folder, "owner"));
  }

  static async make(context: TestContext): Promise<Scene> {
    assert.ok(ssh !== undefined);
    // no Borg is to be found there
    const scene = new Scene(await sshWorld(context, ssh, { ...coffer, path: "/nonexistent/borg" }));
    writeFiles(scene.tree, 20, 100_000, new Chance(seedFromEnvironment("sftp")));
    return scene;
  }

  coffer(args: readonly string[], options: CallOptions = {}): Promise<Finished> {
    return this.world.client.call(coffer, args, { cwd: this.tree, ...options });
  }

  borg(args: readonly string[], options: CallOptions = {}): Promise<Finished> {
    assert.ok(borg !== undefined);
    return this.owner.call(borg, args, { cwd: this.tree, ...options });
  }

  async assertRestores(archive: string, by: "coffer" | "borg"): Promise<void> {
    const target = join(this.world.folder, `${by}-${archive}`);
    mkdirSync(target);
    const place = by === "coffer" ? this.location : this.world.repository;
    await this[by](["extract", `${place}::${archive}`], { cwd: target });
    assertSameFiles(target, this.tree);
  }

  /** Archives that the real borg finds, in a repository that it finds nothing wrong with. */
  soundArchives(): Promise<string[]> {
    assert.ok(borg !== undefined);
    return checkedArchives(this.owner, borg, this.world.repository);
  }

  /** Files beside the log: nothing but Borg's. */
  strangers(): string[] {
    return readdirSync(this.world.repository).filter(
      (name) => !/^(README|config|data|nonce|(index|hints|integrity)\.\d+)$/.test(name),
    );
  }
}

test("a repository of borg's: every step of its life over SFTP", limits, async (context) => {
  const scene = await Scene.make(context);
  const { location, world } = scene;
  await scene.borg(["init", "-e", "repokey-blake2", world.repository]);
  await scene.borg(["create", `${world.repository}::borg-1`, "."]);
  await scene.assertRestores("borg-1", "coffer");
  await scene.coffer(["create", "--timestamp", "2024-05-01T10:00:00", `${location}::coffer-1`, "."]);
  await scene.coffer(["create", "--timestamp", "2024-05-02T10:00:00", `${location}::coffer-2`, "."]);
  await scene.assertRestores("coffer-2", "borg");
  const listed = await archiveNames(world.client, coffer, location);
  assert.deepEqual(listed.toSorted(), ["borg-1", "coffer-1", "coffer-2"]);
  await scene.coffer(["prune", "--keep-last", "1", "-a", "coffer-*", location]);
  await scene.coffer(["delete", `${location}::borg-1`]);
  await scene.coffer(["compact", location]);
  await scene.coffer(["check", "--verify-data", location]);
  assert.deepEqual(await scene.soundArchives(), ["coffer-2"]);
  assert.deepEqual(scene.strangers(), []);
  await scene.borg(["create", `${world.repository}::borg-2`, "."]);
  await scene.assertRestores("borg-2", "coffer");
});

test("a repository of coffer's, made over SFTP, is one of borg's", limits, async (context) => {
  const scene = await Scene.make(context);
  const { location, world } = scene;
  await scene.coffer(["init", "-e", "repokey", "--make-parent-dirs", `${location}/below/it`]);
  const repository = join(world.repository, "below/it");
  await scene.coffer(["create", `${location}/below/it::one`, "."]);
  await scene.coffer(["key", "change-passphrase", `${location}/below/it`], {
    env: { BORG_NEW_PASSPHRASE: "correct horse" },
  });
  await scene.borg(["check", "--verify-data", repository]);
  assert.deepEqual(await archiveNames(scene.owner, borg ?? coffer, repository), ["one"]);
  await scene.coffer(["repo-export", `${location}/below/it`, join(world.folder, "copy")]);
  await scene.borg(["check", join(world.folder, "copy")]);
  await scene.coffer(["repo-import", join(world.folder, "copy"), `${location}/below/again`]);
  assert.deepEqual(await archiveNames(scene.owner, borg ?? coffer, join(world.repository, "below/again")), ["one"]);
  await scene.coffer(["delete", `${location}/below/it`]);
  assert.equal(existsSync(repository), false);
});

test("borg on the server and coffer over SFTP wait for each other's locks", limits, async (context) => {
  const scene = await Scene.make(context);
  const { location, world } = scene;
  await scene.borg(["init", "-e", "none", world.repository]);
  const hold = join(world.folder, "hold");
  const holding = (repository: string): string[] => ["with-lock", repository, "sh", "-c", HOLD, "sh", hold];
  const modern = { env: { BORG_EXIT_CODES: "modern" }, codes: [73] };
  for (const [holder, place, other, otherPlace] of [
    ["borg", world.repository, "coffer", location],
    ["coffer", location, "borg", world.repository],
  ] as const) {
    const held = scene[holder](holding(place));
    while (!existsSync(`${hold}.held`))
      await Promise.race([sleep(20), held.then(() => assert.fail("it did not hold"))]);
    const { stderr } = await scene[other](["--lock-wait", "1", "create", `${otherPlace}::${other}`, "."], modern);
    assert.match(stderr, /^Failed to create\/acquire the lock .*\/repository\/lock\.exclusive \(timeout\)\.$/m);
    writeFileSync(hold, "");
    await held;
    rmSync(hold);
    rmSync(`${hold}.held`);
    await scene[other](["create", `${otherPlace}::${other}`, "."]);
  }
  assert.deepEqual((await scene.soundArchives()).toSorted(), ["borg", "coffer"]);
  assert.deepEqual(scene.strangers(), []);
});

test("a connection that is cut in mid-create: one clear error, and the next run goes on", limits, async (context) => {
  const scene = await Scene.make(context);
  const { location, world } = scene;
  await scene.borg(["init", "-e", "repokey-blake2", world.repository]);
  await scene.coffer(["create", `${location}::before`, "d0"]);
  const log = join(world.repository, "data/0");
  const segments = readdirSync(log).length;
  // slow enough for the cut to come before the end
  const begun = world.client.start(coffer, ["--upload-ratelimit", "300", "create", `${location}::cut`, "."], {
    cwd: scene.tree,
  });
  while (readdirSync(log).length === segments)
    await Promise.race([sleep(10), begun.finished.then(() => assert.fail("it has ended"))]);
  world.server.drop();
  const { code, stderr } = await begun.finished;
  assert.equal(code, 2, stderr);
  assert.match(stderr, /^Connection (closed by remote host|to remote host is broken. Broken Pipe)$/m);
  assert.doesNotMatch(stderr, /Traceback|Error:| at .*\.ts/);
  await world.server.idle();
  assert.deepEqual(readdirSync(world.repository).filter((name) => name.startsWith("lock.")).length > 0, true);
  const next = await scene.coffer(["create", `${location}::cut`, "."]);
  assert.match(next.stderr, /^Killed stale lock /m);
  await scene.assertRestores("cut", "borg");
  assert.deepEqual(await scene.soundArchives(), ["before", "cut"]);
  assert.deepEqual(scene.strangers(), []);
});

test("coffermatic keeps repositories over SFTP", limits, async (context) => {
  assert.ok(ssh !== undefined);
  const place = new RunPlace(context);
  const server = await SshServer.start(ssh, place.file("sshd"));
  context.after(() => server.stop());
  const path = server.location(place.file("repository"), server.port, "sftp");
  const repositories = [{ path, label: "far", encryption: "repokey-blake2" }];
  place.configure({ repositories, ssh_command: server.addKey().rsh });
  await place.call("repo-create");
  await place.call("create", "prune", "compact", "check");
  const { text } = await place.call("repo-list", "--short");
  const names = await place.archives();
  assert.equal(names.length, 1, text);
  assert.match(text, new RegExp(`^${names[0]}$`, "m"));
});
