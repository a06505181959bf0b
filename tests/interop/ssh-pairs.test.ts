/**
 * Borg and coffer as clients and servers of each other, through a real sshd: one story of all commands for each pair. `npm run test:matrix`
 * tells it for each pair in each encryption mode; else each pair has one, and all modes have their turn.
 */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { TestContext } from "node:test";
import { coffer } from "@coffer/testkit/borg";
import { compareTrees, makeTree, removeTree } from "@coffer/testkit/tree";
import {
  borgThatMounts,
  checkedArchives,
  Mounts,
  needBorg,
  needFuse,
  needRoot,
  needSsh,
  sshPairs,
  sshWorld,
} from "./support/index.ts";
import type { SshPair, SshWorld } from "./support/index.ts";

const MODES = [
  "repokey",
  "authenticated",
  "keyfile-blake2",
  "none",
  "repokey-blake2",
  "keyfile",
  "authenticated-blake2",
];
const ARCHIVES = ["one", "two", "three"];
const ALL = process.env["COFFER_MATRIX"] === "all";
/** Borg's mount has no inode flags, and shows no ACLs. */
const NOT_IN_MOUNT = ["acls", "flags"] as const;

const { ssh, skip: noSsh } = needSsh();
const skip = needBorg().skip || noSsh || needRoot();

describe("over ssh", { skip, timeout: ALL ? 4 * 3_600_000 : 1_800_000, concurrency: 2 }, () => {
  for (const [index, pair] of sshPairs().entries()) {
    const modes = ALL ? MODES : [MODES[index % MODES.length] ?? "none"];
    for (const mode of modes) {
      test(`${pair.name}, ${mode}`, { timeout: 600_000 }, (context) => story(context, pair, mode));
    }
  }
});

async function story(context: TestContext, pair: SshPair, mode: string): Promise<void> {
  assert.ok(ssh !== undefined);
  const mounts = new Mounts(context);
  const world = await sshWorld(context, ssh, pair.server);
  const { client, location, folder } = world;
  const call = (...words: string[]): ReturnType<typeof client.call> => client.call(pair.client, words, { cwd: folder });
  const tree = join(folder, "tree");
  makeTree(tree, { seed: 11, size: "tiny" });

  await call("init", "-e", mode, location);
  const repeated = await client.call(pair.client, ["init", "-e", mode, location], { codes: [2] });
  assert.match(repeated.stderr, /A repository already exists at/);
  for (const [index, name] of ARCHIVES.entries()) {
    writeFileSync(join(tree, "changing"), `before ${name}`);
    // of archives from one and the same second prune keeps one
    const timestamp = `2026-01-01T00:00:0${index}`;
    await client.call(pair.client, ["create", "--timestamp", timestamp, `${location}::${name}`, "."], { cwd: tree });
  }
  assert.deepEqual(await names(world, pair), ARCHIVES);
  await assertListsAsOnTheServer(world, pair, "three");
  await assertRestores(world, pair, "three");

  await call("prune", "--keep-last", "2", location);
  await call("delete", `${location}::two`);
  await call("compact", "--threshold", "0", location);
  await call("check", "--verify-data", location);
  if (canMount(pair)) {
    const mounted = await mounts.mount(client, pair.client, folder, [`${location}::three`]);
    assert.deepEqual(compareTrees(tree, mounted, { ignore: NOT_IN_MOUNT }), []);
    await call("umount", mounted);
  }
  await world.server.idle();
  assert.deepEqual(await checkedArchives(world.local, pair.judge, world.repository), ["three"]);

  const passphrase = mode === "none" ? "" : await changePassphrase(world, pair);
  await client.call(pair.client, ["create", `${location}::four`, "."], {
    cwd: tree,
    env: { BORG_PASSPHRASE: passphrase },
  });
  await client.call(pair.client, ["delete", location], { env: { BORG_PASSPHRASE: passphrase } });
  assert.ok(!existsSync(world.repository));
}

async function names({ client, location }: SshWorld, pair: SshPair): Promise<string[]> {
  const { text } = await client.call(pair.client, ["list", "--short", location]);
  return text.trim().split("\n");
}

/** The client lists over ssh what the judge lists on the server. */
async function assertListsAsOnTheServer(world: SshWorld, pair: SshPair, name: string): Promise<void> {
  const far = await world.client.call(pair.client, ["list", `${world.location}::${name}`]);
  await world.server.idle();
  const near = await world.local.call(pair.judge, ["list", `${world.repository}::${name}`]);
  assert.ok(near.text.split("\n").length > 10, "the listing is too short to be true");
  assert.equal(far.text, near.text);
}

async function assertRestores(world: SshWorld, pair: SshPair, name: string): Promise<void> {
  // a name no longer than that of the tree: its deepest paths are as long as the system takes
  const target = join(world.folder, "back");
  mkdirSync(target);
  await world.client.call(pair.client, ["extract", `${world.location}::${name}`], { cwd: target });
  assert.deepEqual(compareTrees(join(world.folder, "tree"), target), []);
  removeTree(target);
}

/** @returns The new passphrase, after a look that the old one has had its day. */
async function changePassphrase({ client, location }: SshWorld, pair: SshPair): Promise<string> {
  const passphrase = "battery staple";
  await client.call(pair.client, ["key", "change-passphrase", location], {
    env: { BORG_NEW_PASSPHRASE: passphrase },
  });
  const refused = await client.call(pair.client, ["list", location], { codes: [2] });
  assert.match(refused.stderr, /passphrase supplied in .* is incorrect/i);
  return passphrase;
}

function canMount({ client }: SshPair): boolean {
  if (needFuse() !== false) return false;
  return client === coffer || borgThatMounts()?.name === client.name;
}
