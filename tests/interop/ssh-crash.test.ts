/** Either side of a connection is killed at random moments; the next command goes on by itself. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { Client } from "@coffer/testkit/borg";
import { killNow } from "@coffer/testkit/run";
import type { Started } from "@coffer/testkit/run";
import { Chance, needBorg, needSsh, seedFromEnvironment, sshPairs, sshWorld, surviveKills } from "./support/index.ts";
import type { Kills, SshPair, SshWorld } from "./support/index.ts";

const ALL = process.env["COFFER_MATRIX"] === "all";
/** Six kills of coffer with coffer, or a hundred of each pair. */
const ROUNDS = Number(process.env["COFFER_CRASH_ROUNDS"] ?? (ALL ? 17 : 1));
const KILLS: Kills = { create: 4 * ROUNDS, delete: ROUNDS, compact: ROUNDS };
const ONE_KILL: Kills = { create: 1 };
const MODE = "repokey-blake2";

const { ssh, skip: noSsh } = needSsh();
const skip = needBorg().skip || noSsh;

for (const pair of sshPairs().filter(isChosen)) {
  test(
    `${pair.name}: client and server survive SIGKILL at random moments (${MODE})`,
    { skip, timeout: ALL ? 7_200_000 : 600_000 },
    (context) => survive(context, pair, killsOf(pair)),
  );
}

/** Without `--matrix` the newest borg will do. */
function isChosen({ judge }: SshPair): boolean {
  return ALL || judge === needBorg().borg;
}

/** A borg that is killed is Borg's affair; what it leaves behind on the other side is ours. */
function killsOf({ client, server, control }: SshPair): Kills {
  if (control) return ONE_KILL;
  return ALL || client === server ? KILLS : ONE_KILL;
}

async function survive(context: TestContext, pair: SshPair, kills: Kills): Promise<void> {
  assert.ok(ssh !== undefined);
  const world = await sshWorld(context, ssh, pair.server);
  const chance = new Chance(seedFromEnvironment(`ssh-crash, ${pair.name}`));
  await surviveKills(
    context,
    {
      ...world,
      chance,
      program: pair.client,
      locate: (path) => world.server.location(path),
      judge: pair.judge,
      // somebody on the other machine
      judgeClient: new Client(join(world.folder, "judge")),
      strike: (command) => strike(world, command, chance),
      settle: () => settle(world, pair),
    },
    MODE,
    kills,
  );
}

/** Kills the client, or the client with its ssh, or the server (if it has not begun, the client again). */
function strike({ server }: SshWorld, { pid }: Started, chance: Chance): boolean {
  const serving = server.serving();
  const targets = chance.pick([[pid], [-pid], serving.length > 0 ? serving : [pid]]);
  return targets.map(killNow).includes(true);
}

/** What is left of the killed ends by itself; the next command takes over the locks, and gives them back. */
async function settle({ server, client, repository, location }: SshWorld, pair: SshPair): Promise<void> {
  await server.idle();
  await client.call(pair.client, ["list", location]);
  await server.idle();
  const locks = readdirSync(repository).filter((name) => name.startsWith("lock."));
  assert.deepEqual(locks, [], "a lock is left behind");
}
