import assert from "node:assert/strict";
import { test } from "node:test";
import { aimsOf } from "./aims.ts";
import type { Result, Row } from "./row.ts";
import { summaryOf, tableOf } from "./table.ts";

function result(tool: string, wall: number, cpu = wall, memory = 100e6): Result {
  return { tool, cost: { wall, cpu, memory }, stored: 2 ** 20, runs: [] };
}

function row(some: Partial<Row>): Row {
  return { scenario: "create", results: [], failures: [], ...some };
}

const missedOf = (one: Row, rows: readonly Row[] = [one]): string[] =>
  aimsOf(one, rows).flatMap(({ text, isMet }) => (isMet ? [] : [text]));

test("aimsOf() holds shares of borg's figures against target and goal", () => {
  const one = row({
    target: 0.65,
    goal: { wall: 0.5, cpu: 1.15 },
    results: [result("coffer", 0.6, 1.2), result("borg-1.4", 1)],
  });
  assert.deepEqual(missedOf(one), ["wall 0.60 > 0.50", "CPU 1.20 > 1.15"]);
});

test("aimsOf() takes what is just reached for reached", () => {
  const one = row({ goal: { wall: 0.5, memory: 1 }, results: [result("coffer", 0.5), result("borg-1.4", 1)] });
  assert.deepEqual(missedOf(one), []);
});

test("aimsOf() names every program that is faster", () => {
  const one = row({
    results: [result("coffer", 2), result("borg-1.4", 3), result("restic", 1), result("rustic", 2.5)],
  });
  assert.deepEqual(missedOf(one), ["behind restic (2.00 x)"]);
});

test("aimsOf() allows 300 MB, and above that twice borg's memory", () => {
  const withMemory = (ours: number, theirs: number): string[] =>
    missedOf(row({ results: [result("coffer", 1, 1, ours), result("borg-1.4", 2, 2, theirs)] }));
  assert.deepEqual(withMemory(299e6, 10e6), []);
  assert.deepEqual(withMemory(301e6, 100e6), ["peak 287 MiB > 286"]);
  assert.deepEqual(withMemory(590e6, 300e6), []);
});

test("aimsOf() holds growth against coffer's own figure, and asks nothing where that was not measured", () => {
  const second = row({ scenario: "night-2", results: [result("coffer", 1)] });
  const last = row({
    scenario: "night-60",
    goal: { growth: { since: "night-2", wall: 1.15 } },
    results: [result("coffer", 1.2)],
  });
  assert.deepEqual(missedOf(last, [second, last]), ["growth since night-2 1.20 > 1.15"]);
  assert.deepEqual(aimsOf(last, [last]), []);
});

test("aimsOf() compares with the roofline", () => {
  const one = row({
    goal: { roofline: 0.75 },
    roofline: { seconds: 0.7, speeds: {} },
    results: [result("coffer", 1)],
  });
  assert.deepEqual(missedOf(one), ["roofline 70 % >= 75 %"]);
});

test("tableOf() has a line for each program, for failures and for damage", () => {
  const one = row({
    target: 0.65,
    results: [{ ...result("coffer", 0.5), damage: "chunk missing" }, result("borg-1.4", 1)],
    failures: [{ tool: "kopia", message: "no\nreason" }],
  });
  assert.deepEqual(tableOf(one, [one]).split("\n"), [
    "create | ok target 0.50 <= 0.65",
    "  coffer                     0.500     0.50     0.500        95         1.0",
    "  borg-1.4                    1.00     1.00      1.00        95         1.0",
    "  kopia: FAILED: no",
    "  coffer: DAMAGED: chunk missing",
  ]);
  assert.equal(summaryOf([one]), `all targets and goals reached\nfailed:\n  ${"create".padEnd(24)} kopia`);
});
