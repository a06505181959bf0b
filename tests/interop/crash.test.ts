import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { Client, coffer, temporaryFolder } from "@coffer/testkit/borg";
import type { Program } from "@coffer/testkit/borg";
import {
  Chance,
  archiveNames,
  assertSameFiles,
  checkedArchives,
  needBorg,
  seedFromEnvironment,
  writeFiles,
} from "./support/index.ts";

/** Rounds of each operation; `COFFER_CRASH_ROUNDS=67` makes about 200 kills. */
const ROUNDS = Number(process.env["COFFER_CRASH_ROUNDS"] ?? (process.env["COFFER_MATRIX"] === "all" ? 67 : 5));
const OPERATIONS = ["create", "delete", "compact"] as const;
type Operation = (typeof OPERATIONS)[number];

const needed = needBorg();

for (const mode of ["repokey-blake2"]) {
  test(
    `control: the real borg survives SIGKILL (${mode})`,
    { skip: needed.skip, timeout: 600_000 },
    async (context) => {
      await surviveKills(context, needed.borg ?? assert.fail(), mode, 2);
    },
  );

  test(
    `coffer survives SIGKILL at random moments of create, delete, compact (${mode})`,
    { skip: needed.skip, timeout: 7_200_000 },
    async (context) => {
      await surviveKills(context, coffer, mode, ROUNDS);
    },
  );
}

/** What is known of the repository between two kills. */
interface State {
  readonly chance: Chance;
  readonly client: Client;
  readonly repository: string;
  readonly folder: string;
  /** Folder of the tree that each archive was made of. */
  readonly trees: Map<string, string>;
  number: number;
}

async function surviveKills(context: TestContext, program: Program, mode: string, rounds: number): Promise<void> {
  const judge = needed.borg ?? assert.fail();
  const chance = new Chance(seedFromEnvironment(`crash, ${program.name}`));
  const folder = temporaryFolder(context, { inMemory: 1e9 });
  const client = new Client(join(folder, "home"));
  const repository = join(folder, "repository");
  await client.call(program, ["init", "-e", mode, repository]);
  const state: State = { chance, client, repository, folder, trees: new Map(), number: 0 };
  let kills = 0;
  for (const operation of OPERATIONS) {
    await addArchives(state, program, 4);
    const seconds = await dryLength(state, program, operation);
    for (let round = 0; round < rounds; round += 1) {
      await addArchives(state, program, Math.max(0, 3 - state.trees.size));
      if (await killedDuring(state, program, operation, seconds)) kills += 1;
      await assertSound(state, judge, round === rounds - 1);
      // the next create works without a manual step
      await addArchives(state, program, 1);
      await forgetSome(state, program);
    }
  }
  context.diagnostic(`${kills} kills hit a running process`);
  assert.ok(kills >= rounds, `only ${kills} kills hit a running process: the moments are badly chosen`);
}

async function addArchives(state: State, program: Program, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const name = `archive-${(state.number += 1)}`;
    const tree = newTree(state);
    await state.client.call(program, ["create", "-C", "none", `${state.repository}::${name}`, "."], { cwd: tree });
    state.trees.set(name, tree);
  }
}

function newTree(state: State): string {
  const tree = mkdtempSync(join(state.folder, "tree-"));
  writeFiles(tree, 40, 200_000, state.chance);
  return tree;
}

/** Seconds of the whole operation on a copy, so that the moments of the kills spread over all of it. */
async function dryLength(state: State, program: Program, operation: Operation): Promise<number> {
  const copy = join(state.folder, "copy");
  cpSync(state.repository, copy, { recursive: true });
  const home = new Client(join(state.folder, "copy-home"));
  if (operation === "compact") await home.call(program, ["delete", `${copy}::${[...state.trees.keys()][0]}`]);
  const { seconds } = await home.call(program, command(copy, operation, "new", [...state.trees.keys()][1] ?? ""), {
    cwd: newTree(state),
  });
  rmSync(copy, { recursive: true });
  rmSync(home.home, { recursive: true });
  return seconds;
}

function command(repository: string, operation: Operation, created: string, deleted: string): string[] {
  switch (operation) {
    case "create":
      return ["create", "-C", "none", `${repository}::${created}`, "."];
    case "delete":
      return ["delete", `${repository}::${deleted}`];
    case "compact":
      return ["compact", "--threshold", "0", repository];
  }
}

/** @returns Whether the process was still running when the signal came. */
async function killedDuring(state: State, program: Program, operation: Operation, seconds: number): Promise<boolean> {
  const { chance, client, repository, trees } = state;
  if (operation === "compact") {
    const victim = chance.pick([...trees.keys()]);
    await client.call(program, ["delete", `${repository}::${victim}`]);
    trees.delete(victim);
  }
  const created = `archive-${(state.number += 1)}`;
  const deleted = chance.pick([...trees.keys()]);
  const tree = newTree(state);
  const moment = seconds * 1000 * chance.next();
  const started = client.start(program, command(repository, operation, created, deleted), { cwd: tree });
  const timer = setTimeout(() => process.kill(-started.pid, "SIGKILL"), moment);
  const { signal } = await started.finished;
  clearTimeout(timer);
  const names = (await archiveNames(client, needed.borg ?? assert.fail(), repository)).filter(
    (name) => !name.includes(".checkpoint"),
  );
  const detail = `${operation} killed after ${moment.toFixed(0)} ms`;
  if (operation === "create" && names.includes(created)) trees.set(created, tree);
  if (operation === "delete" && !names.includes(deleted)) trees.delete(deleted);
  if (signal === undefined && operation === "create")
    assert.ok(names.includes(created), "a create that ended has its archive");
  assert.deepEqual(
    names.toSorted(),
    [...trees.keys()].toSorted(),
    `${detail}: the archives are not those that had been committed`,
  );
  return signal === "SIGKILL";
}

/** The real borg finds nothing wrong; what it restores is what was saved. */
async function assertSound(state: State, judge: Program, all: boolean): Promise<void> {
  const names = await checkedArchives(state.client, judge, state.repository);
  for (const name of all ? names : [state.chance.pick(names)]) {
    const expected = state.trees.get(name);
    if (expected === undefined) continue;
    const target = join(state.folder, "restored");
    mkdirSync(target);
    await state.client.call(judge, ["extract", `${state.repository}::${name}`], { cwd: target });
    assertSameFiles(target, expected);
    rmSync(target, { recursive: true });
  }
}

/** Keeps the repository small. */
async function forgetSome(state: State, program: Program): Promise<void> {
  while (state.trees.size > 4) {
    const victim = state.chance.pick([...state.trees.keys()]);
    await state.client.call(program, ["delete", `${state.repository}::${victim}`]);
    const tree = state.trees.get(victim) ?? assert.fail();
    state.trees.delete(victim);
    // moved first: a name that is seen is a tree that is whole
    renameSync(tree, `${tree}.gone`);
    rmSync(`${tree}.gone`, { recursive: true });
  }
}
