/** The connection is cut while a backup is made. Borg ends there (the control); coffer connects again and goes on. */
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "@coffer/testkit/borg";
import type { Finished } from "@coffer/testkit/run";
import { SlowLine } from "@coffer/testkit/ssh";
import {
  archiveNames,
  assertSameFiles,
  Chance,
  checkedArchives,
  needBorg,
  needSsh,
  seedFromEnvironment,
  sshPairs,
  sshWorld,
  writeFiles,
} from "./support/index.ts";
import type { SshPair, SshWorld } from "./support/index.ts";

/** About two seconds' worth of the line. */
const FILES = { count: 40, size: 400_000 };
const LINE = { roundTripMs: 10, bytesPerSecond: 8_000_000 };

const { ssh, skip: noSsh } = needSsh();
const { borg, skip: noBorg } = needBorg();
const skip = noBorg || noSsh;

for (const pair of sshPairs().filter(({ judge, client, control }) => judge === borg && (control || client !== judge))) {
  test(`${pair.name}: a connection that is cut in mid-create`, { skip, timeout: 600_000 }, async (context) => {
    const scene = await prepare(context, pair);
    const { world, tree } = scene;
    const { code, stderr } = await createWithCuts(scene, pair);
    await world.server.idle();
    const judge = new Client(join(world.folder, "judge"));
    const names = await archiveNames(judge, pair.judge, world.repository);
    if (pair.control) {
      assert.equal(code, 2, stderr);
      assert.match(stderr, /Connection closed by remote host|Connection to remote host is broken/);
      assert.deepEqual(names, ["before"]);
      return;
    }
    assert.equal(code, 0, stderr);
    assert.match(stderr, /\. Connecting again in 1 s \(try 1 of \d+\)/);
    assert.match(stderr, /Connected again, going on/);
    assert.deepEqual(await checkedArchives(judge, pair.judge, world.repository), ["before", "cut"]);
    const target = join(world.folder, "back");
    mkdirSync(target);
    await judge.call(pair.judge, ["extract", `${world.repository}::cut`], { cwd: target });
    assertSameFiles(target, tree);
  });
}

interface Scene {
  readonly world: SshWorld;
  readonly tree: string;
  readonly line: SlowLine;
  readonly location: string;
  readonly env: Readonly<Record<string, string>>;
  readonly chance: Chance;
}

/** A repository with one archive, a tree to save, and a slow line to the server. */
async function prepare(context: TestContext, pair: SshPair): Promise<Scene> {
  assert.ok(ssh !== undefined);
  const world = await sshWorld(context, ssh, pair.server);
  const chance = new Chance(seedFromEnvironment(`ssh-drop, ${pair.name}`));
  const line = await SlowLine.open(world.server.port, LINE);
  context.after(() => line.close());
  const tree = join(world.folder, "tree");
  writeFiles(tree, FILES.count, FILES.size, chance);
  await world.client.call(pair.client, ["init", "-e", "repokey-blake2", world.location]);
  await world.client.call(pair.client, ["create", `${world.location}::before`, "d0/f0"], { cwd: tree });
  await world.server.idle();
  const location = world.server.location(world.repository, line.port);
  const env = { BORG_RSH: world.server.addKey(undefined, line.port).rsh };
  return { world, tree, line, location, env, chance };
}

/** Cuts once (the control), or twice, a little after the server has begun to store something. */
async function createWithCuts(scene: Scene, pair: SshPair): Promise<Finished> {
  const { world, tree, line, location, env, chance } = scene;
  const started = world.client.start(pair.client, ["create", "-C", "none", `${location}::cut`, "."], {
    cwd: tree,
    env,
  });
  const ended = started.finished.then(() => true);
  for (let cut = 0; cut < (pair.control ? 1 : 2); cut += 1) {
    const target = line.carried + 1_000_000 + chance.below(4_000_000);
    while (line.carried < target) {
      assert.ok(!(await Promise.race([ended, sleep(5, false)])), "the backup ended before it could be cut");
    }
    // once the line, once the far end of it
    if (cut === 0) line.cut();
    else world.server.drop();
  }
  return started.finished;
}
