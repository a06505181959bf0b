import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { Client, coffer, temporaryFolder } from "@coffer/testkit/borg";
import type { Program } from "@coffer/testkit/borg";
import { killNow } from "@coffer/testkit/run";
import { Chance, needBorg, seedFromEnvironment, surviveKills } from "./support/index.ts";
import type { Kills } from "./support/index.ts";

/** Rounds of each operation; `COFFER_CRASH_ROUNDS=67` makes about 200 kills. */
const ROUNDS = Number(process.env["COFFER_CRASH_ROUNDS"] ?? (process.env["COFFER_MATRIX"] === "all" ? 67 : 5));
const MODE = "repokey-blake2";

const needed = needBorg();

test(`control: the real borg survives SIGKILL (${MODE})`, { skip: needed.skip, timeout: 600_000 }, async (context) => {
  await survive(context, needed.borg ?? assert.fail(), eachKilled(2));
});

test(
  `coffer survives SIGKILL at random moments of create, delete, compact (${MODE})`,
  { skip: needed.skip, timeout: 7_200_000 },
  async (context) => {
    await survive(context, coffer, eachKilled(ROUNDS));
  },
);

async function survive(context: TestContext, program: Program, kills: Kills): Promise<void> {
  const folder = temporaryFolder(context, { inMemory: 1e9 });
  const client = new Client(join(folder, "home"));
  await surviveKills(
    context,
    {
      folder,
      chance: new Chance(seedFromEnvironment(`crash, ${program.name}`)),
      program,
      client,
      repository: join(folder, "repository"),
      locate: (path) => path,
      judge: needed.borg ?? assert.fail(),
      judgeClient: client,
      strike: ({ pid }) => killNow(-pid),
      settle: () => Promise.resolve(),
    },
    MODE,
    kills,
  );
}

function eachKilled(rounds: number): Kills {
  return { create: rounds, delete: rounds, compact: rounds };
}
