/**
 * Borg 1.1, the oldest that coffer has to do with, through a real sshd: as client of `coffer serve`, and as server of coffer. It has no
 * `compact` and no arguments for it: its commits compact by themselves.
 */
import assert from "node:assert/strict";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { coffer } from "@coffer/testkit/borg";
import type { Program } from "@coffer/testkit/borg";
import { assertSameFiles, Chance, needBorg11, needSsh, sshWorld, writeFiles } from "./support/index.ts";

const { ssh, skip: noSsh } = needSsh();
const { borg: borg11, skip: noBorg11 } = needBorg11();
const skip = noSsh || noBorg11;
const MODE = "repokey-blake2";

test("borg 1.1 as client of coffer serve", { skip, timeout: 1_800_000 }, (context) => story(context, borg11, coffer));
test("coffer as client of borg 1.1 serve", { skip, timeout: 1_800_000 }, (context) => story(context, coffer, borg11));

async function story(context: TestContext, client: Program | undefined, server: Program | undefined): Promise<void> {
  assert.ok(ssh !== undefined && borg11 !== undefined && client !== undefined && server !== undefined);
  const world = await sshWorld(context, ssh, server);
  const { location, folder } = world;
  const call = (words: readonly string[], cwd = folder, env = {}): ReturnType<typeof world.client.call> =>
    world.client.call(client, words, { cwd, env });
  const tree = join(folder, "tree");
  writeFiles(tree, 20, 50_000, new Chance(11));
  await call(["init", "-e", MODE, location]);
  await call(["create", "--timestamp", "2026-01-01T00:00:00", `${location}::one`, "."], tree);
  writeFiles(join(tree, "more"), 20, 50_000, new Chance(12));
  await call(["create", "--timestamp", "2026-01-01T00:00:01", `${location}::two`, "."], tree);
  const { text } = await call(["list", "--short", location]);
  assert.deepEqual(text.trim().split("\n"), ["one", "two"]);
  const target = join(folder, "back");
  mkdirSync(target);
  await call(["extract", `${location}::two`], target);
  assertSameFiles(target, tree);

  await call(["prune", "--keep-last", "1", location]);
  await call(["check", "--verify-data", location]);
  await call(["rename", `${location}::two`, "second"]);
  await call(["break-lock", location]);
  await world.server.idle();
  // later ones want archives to be authenticated, which borg 1.1 cannot do
  await world.local.call(borg11, ["check", "--verify-data", world.repository]);
  const { text: left } = await world.local.call(borg11, ["list", "--short", world.repository]);
  assert.equal(left.trim(), "second");

  await call(["key", "change-passphrase", location], folder, { BORG_NEW_PASSPHRASE: "battery staple" });
  const env = { BORG_PASSPHRASE: "battery staple" };
  await call(["create", `${location}::three`, "d0"], tree, env);
  await call(["delete", `${location}::second`], folder, env);
  await call(["delete", location], folder, env);
  assert.ok(!existsSync(world.repository));
}
