import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { Client, temporaryFolder } from "@coffer/testkit/borg";
import type { Program } from "@coffer/testkit/borg";
import {
  Chance,
  archiveNames,
  assertSameFiles,
  checkedArchives,
  controlAndCoffer,
  needBorg,
  needRoot,
  writeFiles,
} from "./support/index.ts";

const DISK_SIZE = 48e6;
/** Free bytes that the disk is left with before each attempt. */
const LEFT_FREE = [0, 40_000, 400_000, 4_000_000];
/** What an administrator must be told, in one of Borg's ways. */
const SAYS_FULL = /No space left on device|ENOSPC|[Ii]nsufficient free space/;

const needed = needBorg();
const skip = needed.skip !== false ? needed.skip : needRoot() || cannotMount();

interface Place {
  readonly disk: string;
  readonly repository: string;
  readonly sources: readonly string[];
  readonly client: Client;
  readonly program: Program;
}

for (const { program, role } of controlAndCoffer(needed.borg ?? missing())) {
  test(
    `a full disk under the repository: the old state stays, and all works again (${role})`,
    { skip, timeout: 600_000 },
    async (context) => {
      const place = await prepare(context, program);
      for (const free of LEFT_FREE) {
        await attempt(place, free, ["create", "-C", "none", `${place.repository}::new`, place.sources[1] ?? ""], "new");
        await attempt(place, free, ["delete", `${place.repository}::second`], undefined);
        await attempt(place, free, ["compact", "--threshold", "0", place.repository], undefined);
      }
    },
  );

  test(`a full disk under init (${role})`, { skip, timeout: 300_000 }, async (context) => {
    const place = await prepare(context, program);
    const other = join(place.disk, "other");
    fill(place.disk, 0);
    const { stderr } = await place.client.call(program, ["init", "-e", "repokey", other], { codes: [2] });
    assert.match(stderr, SAYS_FULL);
    empty(place.disk);
    rmSync(other, { recursive: true, force: true });
    await place.client.call(program, ["init", "-e", "repokey", other]);
  });

  test(`a full disk under the client's cache (${role})`, { skip, timeout: 300_000 }, async (context) => {
    const { disk, client, program: same, sources } = await prepare(context, program);
    const home = new Client(join(disk, "home"));
    const repository = join(client.home, "repository");
    await home.call(same, ["init", "-e", "repokey", repository]);
    await home.call(same, ["create", `${repository}::first`, "."], { cwd: sources[0] });
    fill(disk, 0);
    const { stderr } = await home.call(same, ["create", `${repository}::new`, "."], { cwd: sources[1], codes: [2] });
    assert.match(stderr, SAYS_FULL);
    empty(disk);
    await checkedArchives(client, needed.borg ?? assert.fail(), repository);
    await home.call(same, ["create", `${repository}::later`, "."], { cwd: sources[1] });
    await home.call(needed.borg ?? assert.fail(), ["check", "--verify-data", repository]);
  });

  test(`a full disk under extract (${role})`, { skip, timeout: 300_000 }, async (context) => {
    const { disk, repository, client, sources } = await prepare(context, program);
    const target = join(disk, "target");
    mkdirSync(target);
    fill(disk, 1_000_000);
    const failed = await client.call(program, ["extract", `${repository}::first`], { cwd: target, codes: [1, 2] });
    assert.match(failed.stderr, SAYS_FULL);
    rmSync(target, { recursive: true });
    empty(disk);
    mkdirSync(target);
    await client.call(program, ["extract", `${repository}::first`], { cwd: target });
    assertSameFiles(target, sources[0] ?? "");
  });
}

/** A small disk with a repository of two archives on it; sources and client lie elsewhere. */
async function prepare(context: TestContext, program: Program): Promise<Place> {
  // hooks run in order: unmount before the folder goes
  let disk = "";
  context.after(() => spawnSync("umount", ["-l", disk]));
  const folder = temporaryFolder(context);
  disk = join(folder, "disk");
  mkdirSync(disk);
  assert.equal(mount(disk), 0);
  const chance = new Chance(4);
  const sources = ["one", "two"].map((name) => join(folder, name));
  for (const source of sources) writeFiles(source, 50, 200_000, chance);
  const client = new Client(join(folder, "home"));
  const repository = join(disk, "repository");
  await client.call(program, ["init", "-e", "repokey", repository]);
  // compaction wants room for a whole segment before it begins
  const config = join(repository, "config");
  writeFileSync(config, readFileSync(config, "latin1").replace(/max_segment_size = \d+/, "max_segment_size = 2097152"));
  await client.call(program, ["create", "-C", "none", `${repository}::first`, "."], { cwd: sources[0] });
  await client.call(program, ["create", "-C", "none", `${repository}::second`, "."], { cwd: sources[0] });
  return { disk, repository, sources, client, program };
}

/** Runs a command on the full disk, then holds the repository to be as before (or as after a success), and to work again. */
async function attempt(place: Place, free: number, args: readonly string[], added: string | undefined): Promise<void> {
  const { disk, client, program, repository, sources } = place;
  const judge = needed.borg ?? assert.fail();
  const before = await archiveNames(client, judge, repository);
  fill(disk, free);
  const finished = await client.call(program, args, { codes: "any" });
  const what = `${args[0]} with ${free} bytes left: code ${finished.code}\n${finished.stderr}`;
  assert.ok(finished.code === 0 || finished.code === 2, what);
  if (finished.code !== 0) assert.match(finished.stderr, SAYS_FULL, what);
  empty(disk);
  const after = await checkedArchives(client, judge, repository);
  if (finished.code !== 0) assert.deepEqual(withoutCheckpoints(after), withoutCheckpoints(before), what);
  else if (added !== undefined) assert.ok(after.includes(added), what);
  // all works again, and the scene is set anew
  for (const name of ["new", "new.checkpoint"].filter((one) => after.includes(one))) {
    await client.call(program, ["delete", `${repository}::${name}`]);
  }
  if (!after.includes("second"))
    await client.call(program, ["create", "-C", "none", `${repository}::second`, "."], { cwd: sources[0] });
  await client.call(program, ["compact", repository]);
  await client.call(judge, ["check", repository]);
}

function withoutCheckpoints(names: readonly string[]): string[] {
  return names.filter((name) => !name.includes(".checkpoint"));
}

/** Fills the disk with a file until only `free` bytes are left. */
function fill(disk: string, free: number): void {
  const file = openSync(join(disk, "filler"), "w");
  const piece = Buffer.alloc(4096, 1);
  const { bavail, bsize } = statfsSync(disk);
  let pieces = Math.floor((bavail * bsize - free) / piece.length);
  try {
    while (pieces > 0) {
      writeSync(file, piece);
      pieces -= 1;
    }
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, "ENOSPC");
  } finally {
    closeSync(file);
  }
}

function empty(disk: string): void {
  rmSync(join(disk, "filler"));
  assert.ok(existsSync(disk));
}

function mount(folder: string): number {
  return spawnSync("mount", ["-t", "tmpfs", "-o", `size=${DISK_SIZE},mode=0755`, "tmpfs", folder]).status ?? 1;
}

function cannotMount(): false | string {
  const { status } = spawnSync("unshare", ["-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]);
  return status === 0 ? false : "cannot mount a small tmpfs here";
}

function missing(): Program {
  return { name: "borg-1.4", path: "", version: "" };
}
