import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { Client } from "@coffer/testkit/borg";
import type { Program } from "@coffer/testkit/borg";
import type { Started } from "@coffer/testkit/run";
import { archiveNames, checkedArchives } from "./archives.ts";
import type { Chance } from "./chance.ts";
import { assertSameFiles, writeFiles } from "./files.ts";

type Operation = "create" | "delete" | "compact";

/** How many times each is killed. */
export type Kills = Readonly<Partial<Record<Operation, number>>>;

/** Who is killed, and who says afterwards what is left. */
export interface KillScene {
  readonly folder: string;
  readonly chance: Chance;
  readonly program: Program;
  readonly client: Client;
  /** Path of the repository. */
  readonly repository: string;
  /** How the program names a repository that lies at a path. */
  readonly locate: (path: string) => string;
  readonly judge: Program;
  /** Reaches the repository by its path. */
  readonly judgeClient: Client;
  /** Kills something of a running command. @returns Whether it was still there. */
  readonly strike: (command: Started) => boolean;
  /** Resolves when nothing of a killed command runs any more. */
  readonly settle: () => Promise<void>;
}

/**
 * Kills commands at random moments. Each time the judge finds a clean repository with the archives that had been committed, which
 * it restores as they were saved, and the next create works without a manual step.
 */
export async function surviveKills(context: TestContext, scene: KillScene, mode: string, kills: Kills): Promise<void> {
  const survivor = new Survivor(scene);
  await survivor.init(mode);
  for (const [operation, rounds] of Object.entries(kills) as [Operation, number][]) {
    await survivor.addArchives(Math.max(0, 3 - survivor.count));
    let length = await survivor.dryLength(operation);
    let hits = 0;
    // a command that ends before its moment is no kill
    for (let attempt = 0; hits < rounds; attempt += 1) {
      assert.ok(attempt < 4 * rounds + 10, `only ${hits} kills of ${operation}: the moments are badly chosen`);
      await survivor.addArchives(Math.max(0, 3 - survivor.count));
      const { hit, seconds } = await survivor.killedDuring(operation, length);
      if (hit) hits += 1;
      // it was measured when the machine was busier
      else length = Math.min(length, seconds);
      await survivor.assertSound(hits === rounds);
      await survivor.addArchives(1);
      await survivor.forgetSome();
    }
  }
  context.diagnostic(`killed: ${JSON.stringify(kills)}`);
}

/** What is known of the repository between two kills. */
class Survivor {
  readonly #scene: KillScene;
  readonly #location: string;
  /** Folder of the tree that each archive was made of. */
  readonly #trees = new Map<string, string>();
  #number = 0;

  constructor(scene: KillScene) {
    this.#scene = scene;
    this.#location = scene.locate(scene.repository);
  }

  /** Of archives. */
  get count(): number {
    return this.#trees.size;
  }

  async init(mode: string): Promise<void> {
    const { client, program } = this.#scene;
    await client.call(program, ["init", "-e", mode, this.#location]);
  }

  async addArchives(count: number): Promise<void> {
    const { client, program } = this.#scene;
    for (let index = 0; index < count; index += 1) {
      const name = this.#newName();
      const tree = this.#newTree();
      await client.call(program, ["create", "-C", "none", `${this.#location}::${name}`, "."], { cwd: tree });
      this.#trees.set(name, tree);
    }
  }

  /** Seconds of the whole operation on a copy, so that the moments of the kills spread over all of it. */
  async dryLength(operation: Operation): Promise<number> {
    const { folder, client, program, repository, locate } = this.#scene;
    const copy = join(folder, "copy");
    cpSync(repository, copy, { recursive: true });
    const home = new Client(join(folder, "copy-home"), {
      env: { ...client.env, ...homeOf(join(folder, "copy-home")) },
    });
    const [first = "", second = ""] = this.#trees.keys();
    if (operation === "compact") await home.call(program, ["delete", `${locate(copy)}::${first}`]);
    const { seconds } = await home.call(program, commandOf(locate(copy), operation, "new", second), {
      cwd: this.#newTree(),
    });
    rmSync(copy, { recursive: true });
    rmSync(home.home, { recursive: true });
    return seconds;
  }

  /**
   * @param length Seconds within which the moment lies.
   * @returns Whether there was something to kill when the moment came, and how long the command has run.
   */
  async killedDuring(operation: Operation, length: number): Promise<{ hit: boolean; seconds: number }> {
    const { chance, client, program, strike, settle } = this.#scene;
    if (operation === "compact") {
      const victim = chance.pick([...this.#trees.keys()]);
      await client.call(program, ["delete", `${this.#location}::${victim}`]);
      this.#trees.delete(victim);
    }
    const created = this.#newName();
    const deleted = chance.pick([...this.#trees.keys()]);
    const tree = this.#newTree();
    const moment = length * 1000 * chance.next();
    const started = client.start(program, commandOf(this.#location, operation, created, deleted), { cwd: tree });
    let hit = false;
    const timer = setTimeout(() => (hit = strike(started)), moment);
    const { code, stderr, seconds } = await started.finished;
    clearTimeout(timer);
    await settle();
    const names = await this.#committed();
    const detail = `${operation} killed after ${moment.toFixed(0)} ms`;
    if (operation === "create" && names.includes(created)) this.#trees.set(created, tree);
    if (operation === "delete" && !names.includes(deleted)) this.#trees.delete(deleted);
    if (code === 0 && operation === "create") assert.ok(names.includes(created), "a create that ended has its archive");
    assert.ok(hit || code === 0, `${detail}: failed although nobody was killed\n${stderr}`);
    assert.deepEqual(
      names.toSorted(),
      [...this.#trees.keys()].toSorted(),
      `${detail}: the archives are not those that had been committed`,
    );
    return { hit, seconds };
  }

  /** The judge finds nothing wrong; what it restores is what was saved. @param all All archives, or one of them. */
  async assertSound(all: boolean): Promise<void> {
    const { chance, folder, judge, judgeClient, repository } = this.#scene;
    const names = await checkedArchives(judgeClient, judge, repository);
    for (const name of all ? names : [chance.pick(names)]) {
      const expected = this.#trees.get(name);
      if (expected === undefined) continue;
      const target = join(folder, "restored");
      mkdirSync(target);
      await judgeClient.call(judge, ["extract", `${repository}::${name}`], { cwd: target });
      assertSameFiles(target, expected);
      rmSync(target, { recursive: true });
    }
  }

  /** Keeps the repository small. */
  async forgetSome(): Promise<void> {
    const { chance, client, program } = this.#scene;
    while (this.#trees.size > 4) {
      const victim = chance.pick([...this.#trees.keys()]);
      await client.call(program, ["delete", `${this.#location}::${victim}`]);
      const tree = this.#trees.get(victim) ?? assert.fail();
      this.#trees.delete(victim);
      // moved first: a name that is seen is a tree that is whole
      renameSync(tree, `${tree}.gone`);
      rmSync(`${tree}.gone`, { recursive: true });
    }
  }

  async #committed(): Promise<string[]> {
    const { judge, judgeClient, repository } = this.#scene;
    const names = await archiveNames(judgeClient, judge, repository);
    return names.filter((name) => !name.includes(".checkpoint"));
  }

  #newName(): string {
    return `archive-${(this.#number += 1)}`;
  }

  #newTree(): string {
    const tree = mkdtempSync(join(this.#scene.folder, "tree-"));
    writeFiles(tree, 40, 200_000, this.#scene.chance);
    return tree;
  }
}

function homeOf(folder: string): Record<string, string> {
  return { HOME: folder, BORG_BASE_DIR: folder };
}

function commandOf(repository: string, operation: Operation, created: string, deleted: string): string[] {
  switch (operation) {
    case "create":
      return ["create", "-C", "none", `${repository}::${created}`, "."];
    case "delete":
      return ["delete", `${repository}::${deleted}`];
    case "compact":
      return ["compact", "--threshold", "0", repository];
  }
}
