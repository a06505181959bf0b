import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { localTime } from "@coffer/cli/text";
import { planPrune } from "@coffer/engine/commands";
import { toHex } from "@coffer/format/bytes";
import { run } from "@coffer/testkit/run";
import { Chance, needBorg, seedFromEnvironment } from "./support/index.ts";

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
