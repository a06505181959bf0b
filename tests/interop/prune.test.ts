import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { localTime } from "@coffer/cli/text";
import { planPrune } from "@coffer/engine/commands";
import { toHex } from "@coffer/format/bytes";
import { Client, coffer, temporaryFolder } from "@coffer/testkit/borg";
import type { Program } from "@coffer/testkit/borg";
import { run } from "@coffer/testkit/run";
import { archiveNames, Chance, needBorg, seedFromEnvironment } from "./support/index.ts";

const { skip, borg } = needBorg();

const ZONES = ["UTC", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "Europe/Berlin"];
const RULES = [
  "secondly",
  "minutely",
  "hourly",
  "daily",
  "weekly",
  "monthly",
  "quarterly_13weekly",
  "quarterly_3monthly",
  "yearly",
] as const;
const CASES = 2000;

interface Case {
  readonly zone: string;
  /** Microseconds since 1970 by hex id. */
  readonly archives: Readonly<Record<string, number>>;
  readonly rules: Readonly<Record<string, number>>;
}

function randomCase(chance: Chance): Case {
  const archives: Record<string, number> = {};
  const now = Date.now() * 1000;
  // From a few seconds to a few decades between all archives, so that each rule meets both crowds and gaps.
  const span = 10 ** (6 + chance.next() * 9);
  for (let count = chance.below(40); count > 0; count -= 1) {
    // Never at the very edge of --keep-within: the two sides read the clock at different moments.
    const age = Math.floor(chance.next() * span);
    archives[toHex(chance.bytes(32))] = now - 1_800_000_000 - age;
  }
  const rules: Record<string, number> = {};
  for (const rule of RULES) if (chance.below(3) === 0) rules[rule] = chance.below(8) - 1;
  if (chance.below(4) === 0) rules["withinHours"] = 1 + chance.below(1000);
  return { zone: chance.pick(ZONES), archives, rules };
}

function decide({ zone, archives, rules }: Case): Record<string, [string, number]> {
  process.env["TZ"] = zone;
  const entries = Object.entries(archives).map(([id, micros]) => ({
    name: id,
    id: Uint8Array.from(Buffer.from(id, "hex")),
    time: BigInt(micros),
  }));
  const plan = planPrune(entries, rules, { nowMicros: BigInt(Date.now()) * 1000n, localTime });
  const kept = plan.filter(({ verdict }) => verdict === "keep");
  return Object.fromEntries(
    kept.map(({ archive, because }) => [archive.name, [because?.rule ?? "", because?.number ?? 0]]),
  );
}

test(`the rules keep what borg's keep, in ${CASES} random cases`, { skip }, async () => {
  assert.ok(borg !== undefined);
  const python = /^#!\s*(\S+)/.exec(readFileSync(borg.path, "latin1"))?.[1] ?? "python3";
  const chance = new Chance(seedFromEnvironment("prune rules"));
  const cases = Array.from({ length: CASES }, () => randomCase(chance));
  const script = fileURLToPath(new URL("support/prune_rules.py", import.meta.url));
  const { text, code, stderr } = await run(python, [script], {
    input: cases.map((one) => `${JSON.stringify(one)}\n`).join(""),
    env: { PATH: process.env["PATH"] ?? "" },
  });
  assert.equal(code, 0, stderr);
  const answers = text.trim().split("\n");
  assert.equal(answers.length, CASES);
  const zone = process.env["TZ"];
  for (const [index, one] of cases.entries()) {
    assert.deepEqual(decide(one), JSON.parse(answers[index] ?? ""), JSON.stringify(one));
  }
  process.env["TZ"] = zone ?? "UTC";
});

/** Hours before noon of 22 November 2026. */
const AGES = [0, 1, 2, 20, 26, 50, 75, 160, 200, 360, 700, 1500, 3000, 6000, 9000, 20000];

async function makeArchives(client: Client, repository: string, folder: string): Promise<void> {
  await client.call(coffer, ["init", "-e", "none", repository]);
  const source = join(folder, "source");
  mkdirSync(source);
  const create = async (name: string, hoursAgo: number): Promise<void> => {
    writeFileSync(join(source, `file-${name.length % 3}`), name.repeat(50));
    const time = new Date(Date.UTC(2026, 10, 22, 12) - hoursAgo * 3_600_000).toISOString().slice(0, 19);
    await client.call(coffer, ["create", "--timestamp", time, `${repository}::${name}`, "source"], { cwd: folder });
  };
  for (const age of AGES) await create(`${age % 2 === 0 ? "even" : "odd"}-${age}`, age);
  await create("even-77.checkpoint", -3);
  await create("even-78.checkpoint.1", 60);
}

/** Both programs on twins of one repository. */
async function onTwins(folder: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<void> {
  assert.ok(borg !== undefined);
  const seen = [];
  for (const program of [borg, coffer]) {
    const world = join(folder, `world-${program.name}`);
    // The same path for both, as the location is shown and remembered.
    cpSync(join(folder, "kept"), join(folder, "world"), { recursive: true });
    seen.push(
      await pruned(new Client(join(folder, "world/home")), program, join(folder, "world/repository"), args, env),
    );
    cpSync(join(folder, "world"), world, { recursive: true });
    await run("rm", ["-rf", join(folder, "world"), world]);
  }
  assert.deepEqual(seen[1], seen[0], args.join(" "));
}

async function pruned(
  client: Client,
  program: Program,
  repository: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<unknown> {
  assert.ok(borg !== undefined);
  const { stderr, text, code } = await client.call(program, ["prune", ...args, repository], { env, codes: "any" });
  await client.call(borg, ["check", repository]);
  return {
    code,
    stdout: text,
    stderr: stderr.replaceAll(/"time": [\d.e]+/g, '"time": 0').split(/[\r\n]+/),
    archives: await archiveNames(client, borg, repository),
  };
}

test("prune says and does the same", { skip, timeout: 240_000 }, async (context) => {
  const folder = temporaryFolder(context, { inMemory: 50e6 });
  mkdirSync(join(folder, "kept"));
  await makeArchives(new Client(join(folder, "kept/home")), join(folder, "kept/repository"), folder);
  for (const args of [
    "--list -v --dry-run --stats -H 2 -d 3 -w 3 -m 2 --keep-13weekly 2 -y 5",
    "--list -v -p --stats --keep-daily 3 --keep-3monthly -1",
    "--list --log-json --quick-stats --keep-within 100H --keep-last 1 -a even*",
    "-v --prefix odd --keep-monthly 2 -c 1 --force --save-space",
    "-v",
  ]) {
    await onTwins(folder, args.split(" "), { TZ: "America/New_York" });
  }
});
