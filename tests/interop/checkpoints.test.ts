/** What a backup leaves that was killed or interrupted: the other program must be able to use it, and to go on. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Client, coffer, temporaryFolder } from "@coffer/testkit/borg";
import type { Program } from "@coffer/testkit/borg";
import { killNow } from "@coffer/testkit/run";
import { archiveNames, assertSameFiles, needBorg, segmentFiles } from "./support/index.ts";

const needed = needBorg();
const CHUNK = 4 * 1024 * 1024;
const PARTS = 8;

/** A backup of files, and then of a program that writes `data` and falls silent. */
function slowBackup(client: Client, program: Program, folder: string, repository: string, interval: number) {
  const script = `cat ${join(folder, "data")}; exec sleep 8`;
  const words = ["--content-from-command", `--chunker-params=fixed,${CHUNK}`, `--checkpoint-interval=${interval}`];
  return client.start(program, ["create", "--info", ...words, `${repository}::one`, "--", "sh", "-c", script]);
}

function world(folder: string) {
  const client = new Client(join(folder, "home"));
  const repository = join(folder, "repository");
  const source = join(folder, "source");
  mkdirSync(source);
  for (const name of ["a", "b"]) writeFileSync(join(source, name), randomBytes(100_000));
  writeFileSync(join(folder, "data"), randomBytes(PARTS * CHUNK));
  return { client, repository, source };
}

/** The parts of a piped file, together. */
function partsIn(folder: string): Buffer {
  const parts: Buffer[] = [];
  for (let number = 1; existsSync(join(folder, `stdin.borg_part_${number}`)); number++) {
    parts.push(readFileSync(join(folder, `stdin.borg_part_${number}`)));
  }
  return Buffer.concat(parts);
}

for (const [first, second] of [
  [coffer, needed.borg ?? coffer],
  [needed.borg ?? coffer, coffer],
] as const) {
  const title = `${second.name} goes on where ${first.name} was killed after a checkpoint`;
  test(title, { skip: needed.skip, timeout: 600_000 }, async (context) => {
    const folder = temporaryFolder(context);
    const { client, repository, source } = world(folder);
    await client.call(first, ["init", "-e", "repokey-blake2", repository]);
    const backup = slowBackup(client, first, folder, repository, -1);
    // the last commits of the log are those of checkpoints once it stands still
    for (let [size, quiet] = [0, 0]; quiet < 10; await sleep(100)) {
      const now = sizeOfLog(repository);
      quiet = now === size && now > 2 * CHUNK ? quiet + 1 : 0;
      size = now;
    }
    killNow(-backup.pid);
    await backup.finished;

    assert.deepEqual(await archiveNames(client, second, repository), ["one.checkpoint"]);
    await client.call(second, ["check", "--verify-data", repository]);
    const out = join(folder, "out");
    mkdirSync(out);
    await client.call(second, ["extract", "--consider-part-files", `${repository}::one.checkpoint`], { cwd: out });
    const parts = partsIn(out);
    assert.ok(parts.length >= CHUNK, "a checkpoint holds at least one chunk");
    assert.ok(parts.equals(readFileSync(join(folder, "data")).subarray(0, parts.length)));

    await client.call(second, ["create", `${repository}::one`, "."], { cwd: source });
    await client.call(first, ["check", repository]);
    await client.call(first, ["delete", `${repository}::one.checkpoint`]);
    await client.call(second, ["check", "--verify-data", repository]);
    const again = join(folder, "again");
    mkdirSync(again);
    await client.call(first, ["extract", `${repository}::one`], { cwd: again });
    assertSameFiles(again, source);
  });
}

test(
  "coffer keeps a checkpoint at Ctrl-C, which borg can use",
  { skip: needed.skip, timeout: 600_000 },
  async (context) => {
    const { borg } = needed;
    assert.ok(borg !== undefined);
    const folder = temporaryFolder(context);
    const { client, repository } = world(folder);
    await client.call(coffer, ["init", "-e", "none", repository]);
    const backup = slowBackup(client, coffer, folder, repository, 1800);
    while (sizeOfLog(repository) < 2 * CHUNK) await sleep(50);
    process.kill(backup.pid, "SIGINT");
    const { code, stderr } = await backup.finished;
    assert.equal(code, 2);
    assert.match(stderr, /checkpoint requested: starting checkpoint creation\.\.\.\n/);
    assert.match(stderr, /checkpoint requested: finished checkpoint creation!\nError: Got Ctrl-C \/ SIGINT\.\n/);
    assert.deepEqual(await archiveNames(client, borg, repository), ["one.checkpoint"]);
    await client.call(borg, ["check", repository]);
    assert.equal(existsSync(join(repository, "lock.exclusive")), false);
  },
);

function sizeOfLog(repository: string): number {
  return segmentFiles(repository).reduce((sum, { path }) => sum + statSync(path).size, 0);
}
