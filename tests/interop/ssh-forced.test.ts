/**
 * A key of authorized_keys that starts one command, whatever its owner asks for: he keeps to one repository, and whatever he does, nothing
 * that was ever stored there is lost. With `borg serve` as control.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { promisify } from "node:util";
import type { Finished } from "@coffer/testkit/run";
import { Chance, needBorg, needSsh, readLog, segmentFiles, sshPairs, sshWorld, writeFiles } from "./support/index.ts";
import type { SshPair } from "./support/index.ts";

const { ssh, skip: noSsh } = needSsh();
const { borg, skip: noBorg } = needBorg();
const skip = noBorg || noSsh;

for (const pair of sshPairs().filter(({ judge }) => judge === borg)) {
  test(`${pair.name}: a forced command`, { skip, timeout: 900_000 }, (context) => story(context, pair));
}

async function story(context: TestContext, pair: SshPair): Promise<void> {
  assert.ok(ssh !== undefined);
  const world = await sshWorld(context, ssh, pair.server);
  const { folder, location, repository, server } = world;
  const restricted = ["serve", "--restrict-to-repository", repository, "--append-only", "--umask", "0027"];
  const { rsh } = server.addKey([pair.server.path, ...restricted]);
  const call = (codes: readonly number[], ...words: string[]): Promise<Finished> =>
    world.client.call(pair.client, words, { cwd: folder, codes, env: { BORG_RSH: rsh } });
  writeFiles(join(folder, "tree"), 5, 100_000, new Chance(5));

  // what the client says of quota and umask is not heard
  await call([0], "--umask", "0000", "init", "-e", "repokey", "--storage-quota", "10M", location);
  assert.match(readFileSync(join(repository, "config"), "utf8"), /^storage_quota = 0$/m);
  const { stderr } = await call([2], "init", "-e", "repokey", `${location}-of-others`);
  assert.match(stderr, /Repository path not allowed: /);
  assert.ok(!existsSync(`${repository}-of-others`));

  await call([0], "create", `${location}::one`, "tree");
  await server.idle();
  for (const { path } of segmentFiles(repository)) assert.equal(statSync(path).mode & 0o777, 0o640);
  const stored = objects(repository);
  await call([0], "delete", `${location}::one`);
  await call([0], "compact", "--threshold", "0", location);
  await call([2], "check", "--repair", location);
  await call([2], "delete", location);
  await server.idle();
  const left = new Set(objects(repository));
  assert.deepEqual(
    stored.filter((object) => !left.has(object)),
    [],
  );

  // another command is not run
  const [program = "", ...options] = rsh.split(" ");
  const place = ["-p", String(server.port), new URL(location).username + "@127.0.0.1"];
  const command = [...options, ...place, `touch ${join(folder, "touched")}`];
  await assert.rejects(promisify(execFile)(program, command), { code: 2 });
  assert.ok(!existsSync(join(folder, "touched")));
}

/** All that was ever stored and can be read. */
function objects(repository: string): string[] {
  return readLog(repository).flatMap(({ tag, id, data }) => (tag === "PUT" ? [id + data.toString("latin1")] : []));
}
