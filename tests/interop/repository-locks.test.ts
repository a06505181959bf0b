import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { LockTimeout } from "@coffer/format/errors";
import { LocalRepository } from "@coffer/engine/repository";
import { findBorgs, temporaryFolder } from "@coffer/testkit/borg";
import { BorgRepository } from "@coffer/testkit/borg-repository";
import { testContext } from "@coffer/testkit/context";

/* Locks keep the real borg and coffer apart, both ways, and die with their owners. */

const { borg14 } = findBorgs();
const skip = borg14 === undefined ? "no borg 1.4" : false;
const LIMITS = { max_segment_size: 5000, segments_per_dir: 1000 };
const HOST = "shared-host@4711";

/** Both sides call this host the same. */
const ctx = (): ReturnType<typeof testContext> => testContext({ identity: { hostid: HOST, pid: process.pid } });

test("a lock of borg keeps us out until it is released", { skip }, async (t) => {
  assert.ok(borg14 !== undefined);
  const folder = temporaryFolder(t);
  const path = join(folder, "repository");
  await using borg = new BorgRepository(borg14, folder, { BORG_HOST_ID: HOST });
  await borg.create(path, LIMITS);
  await borg.open(path);
  await assert.rejects(LocalRepository.open(path, {}, ctx()), LockTimeout);
  await assert.rejects(LocalRepository.open(path, { exclusive: true }, ctx()), LockTimeout);
  const looker = await LocalRepository.open(path, { lock: false }, ctx());
  assert.equal(await looker.size(), 0);
  await looker.close();
  await borg.close();
  const repository = await LocalRepository.open(path, { exclusive: true }, ctx());
  await assert.rejects(borg.open(path), /LockTimeout/);
  await repository.close();
  await borg.open(path);
  await borg.close();
  assert.deepEqual(readdirSync(path).sort(), ["README", "config", "data"]);
});

test("readers of both kinds stand side by side, and keep writers of both kinds out", { skip }, async (t) => {
  assert.ok(borg14 !== undefined);
  const folder = temporaryFolder(t);
  const path = join(folder, "repository");
  await using borg = new BorgRepository(borg14, folder, { BORG_HOST_ID: HOST });
  await borg.create(path, LIMITS);
  const reader = await LocalRepository.open(path, {}, ctx());
  await borg.open(path, { exclusive: false });
  const roster = JSON.parse(readFileSync(join(path, "lock.roster"), "utf8")) as { shared: [string, number, number][] };
  assert.equal(roster.shared.length, 2);
  assert.ok(roster.shared.some(([host, pid]) => host === HOST && pid === process.pid));
  await assert.rejects(reader.put(new Uint8Array(32), new Uint8Array(1)) ?? Promise.resolve(), LockTimeout);
  await reader.rollback();
  await borg.close();
  await assert.rejects(borg.open(path), /LockTimeout/);
  await reader.put(new Uint8Array(32), new Uint8Array(1));
  await reader.commit();
  await reader.close();
  await borg.open(path);
  assert.equal((await borg.list()).length, 1);
  await borg.close();
});

test("a lock whose owner was killed is removed: borg's by us, ours by borg", { skip }, async (t) => {
  assert.ok(borg14 !== undefined);
  const folder = temporaryFolder(t);
  const path = join(folder, "repository");
  const killed = new BorgRepository(borg14, folder, { BORG_HOST_ID: HOST });
  await killed.create(path, LIMITS);
  await killed.open(path);
  await killed.kill();
  assert.ok(existsSync(join(path, "lock.exclusive")));
  const world = ctx();
  const repository = await LocalRepository.open(path, { exclusive: true }, world);
  assert.match(world.reporter.messages("warning").join("\n"), /Killed stale lock shared-host@4711\.\d+-0\./);
  await repository.close();

  await holdAndDie(path);
  assert.ok(existsSync(join(path, "lock.exclusive")));
  await using borg = new BorgRepository(borg14, folder, { BORG_HOST_ID: HOST });
  await borg.open(path);
  await borg.close();
  assert.deepEqual(readdirSync(path).sort(), ["README", "config", "data"]);
});

/** Another process of ours takes the lock and is killed. */
async function holdAndDie(path: string): Promise<void> {
  const script = `
    import { LocalRepository } from "@coffer/engine/repository";
    import { testContext } from "@coffer/testkit/context";
    const identity = { hostid: ${JSON.stringify(HOST)}, pid: process.pid };
    await LocalRepository.open(${JSON.stringify(path)}, { exclusive: true }, testContext({ identity }));
    console.log("locked");
    setInterval(() => {}, 1000);
  `;
  const args = ["-C", "source", "--input-type=module-typescript", "-e", script];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"], cwd: import.meta.dirname });
  await once(child.stdout, "data");
  child.kill("SIGKILL");
  await once(child, "exit");
}
