import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { ChunkIndex } from "@coffer/format/hashindex";
import { toHex } from "@coffer/format/bytes";
import { Client, coffer, temporaryFolder, theBorgs } from "@coffer/testkit/borg";
import type { Program } from "@coffer/testkit/borg";
import { killNow } from "@coffer/testkit/run";
import { archiveNames, Chance, checkedArchives, needBorg, seedFromEnvironment } from "./support/index.ts";

const { skip, borg } = needBorg();
const TURNS = process.env["COFFER_MATRIX"] === "all" ? 60 : 14;
const OPERATIONS = [
  "create",
  "create",
  "create without sync",
  "delete",
  "killed create",
  "killed delete",
  "info",
  "wipe",
];

for (const mode of ["repokey-blake2", "keyfile", "none"]) {
  test(
    `${mode}: one cache, many programs: it always counts as one made anew`,
    { skip, timeout: 600_000 },
    async (context) => {
      assert.ok(borg !== undefined);
      const folder = temporaryFolder(context, { inMemory: 200e6 });
      const turns = new Turns(folder, new Chance(seedFromEnvironment(`shared cache, ${mode}`)));
      const { client, repository } = turns;
      await client.call(turns.program(), ["init", "-e", mode, repository]);
      for (let turn = 0; turn < TURNS; turn += 1) await turns.take(turn);

      await client.call(coffer, ["info", repository]);
      const shared = chunksOf(client);
      const statistics = [];
      for (const program of [borg, coffer]) statistics.push(await cacheStatistics(client, program, repository));
      assert.deepEqual(statistics[1], statistics[0]);
      rmSync(client.cacheFolder, { recursive: true });
      await client.call(borg, ["info", repository]);
      assert.deepEqual(shared, chunksOf(client), `after: ${turns.history.join("; ")}`);
      const sorted = (names: string[]): string[] => names.sort();
      assert.deepEqual(sorted(await checkedArchives(client, borg, repository)), sorted([...turns.archives]));
    },
  );
}

/** Random commands of random programs on one repository, as one client. */
class Turns {
  readonly client: Client;
  readonly repository: string;
  readonly history: string[] = [];
  archives: string[] = [];
  readonly #source: string;
  readonly #chance: Chance;
  readonly #programs: Program[] = [coffer, coffer, ...theBorgs()];

  constructor(folder: string, chance: Chance) {
    this.client = new Client(join(folder, "home"));
    this.repository = join(folder, "repository");
    this.#source = join(folder, "source");
    this.#chance = chance;
    mkdirSync(this.#source);
  }

  program(): Program {
    return this.#chance.pick(this.#programs);
  }

  async take(turn: number): Promise<void> {
    const operation = this.#chance.pick(OPERATIONS);
    const program = this.program();
    this.history.push(`${program.name} ${operation}`);
    const archive = `${this.repository}::a${turn}`;
    const known = this.archives.length === 0 ? undefined : this.#chance.pick(this.archives);
    switch (operation) {
      case "create":
      case "create without sync":
        this.#changeFiles();
        await this.client.call(program, [
          "create",
          ...(operation === "create" ? [] : ["--no-cache-sync"]),
          archive,
          this.#source,
        ]);
        this.archives.push(`a${turn}`);
        break;
      case "delete":
        if (known === undefined) return;
        await this.client.call(program, ["delete", `${this.repository}::${known}`]);
        this.archives = this.archives.filter((name) => name !== known);
        break;
      case "killed create":
        this.#changeFiles();
        await this.#kill(["create", archive, this.#source]);
        break;
      case "killed delete":
        if (known !== undefined) await this.#kill(["delete", `${this.repository}::${known}`]);
        break;
      case "info":
        await this.client.call(program, ["info", this.repository]);
        break;
      default:
        rmSync(this.client.cacheFolder, { recursive: true, force: true });
    }
  }

  async #kill(args: readonly string[]): Promise<void> {
    const started = this.client.start(coffer, args);
    await sleep(100 + this.#chance.below(700));
    killNow(-started.pid);
    await started.finished;
    this.archives = await archiveNames(this.client, this.program(), this.repository);
  }

  #changeFiles(): void {
    for (let i = 0; i < 20; i += 1) {
      const path = join(this.#source, `f${this.#chance.below(120)}`);
      writeFileSync(path, this.#chance.bytes(this.#chance.pick([0, 10, 1000, 70_000])));
    }
  }
}

/** The client's chunk index by id: references, size, stored size. */
function chunksOf(client: Client): Record<string, number[]> {
  const [id = ""] = readdirSync(client.cacheFolder).filter((name) => name.length === 64);
  const index = ChunkIndex.read(readFileSync(join(client.cacheFolder, id, "chunks")));
  const entries = [...index.entries()].map(({ id, refcount, size, csize }): [string, number[]] => [
    toHex(id),
    [refcount, size, csize],
  ]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function cacheStatistics(client: Client, program: Program, repository: string): Promise<unknown> {
  const { text } = await client.call(program, ["info", "--json", repository]);
  return (JSON.parse(text) as { cache: { stats: unknown } }).cache.stats;
}
