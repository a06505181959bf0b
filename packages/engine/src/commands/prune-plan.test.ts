import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { ArchiveEntry } from "./archive-selection.ts";
import { PERIOD_RULES, periodOf } from "./prune-periods.ts";
import type { LocalTime } from "./prune-periods.ts";
import { planPrune } from "./prune-plan.ts";
import type { PruneRules } from "./prune-plan.ts";

const utc = (seconds: number): LocalTime => {
  const date = new Date(seconds * 1000);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  };
};

const NOW = BigInt(Date.UTC(2026, 10, 22)) * 1000n;
const TIMES = { nowMicros: NOW, localTime: utc };

function archive(name: string, time: string): ArchiveEntry {
  const id = new Uint8Array(32);
  new TextEncoder().encodeInto(name, id);
  return { name, id, time: BigInt(Date.parse(`${time}Z`)) * 1000n };
}

/** `name: verdict` of each archive, newest first. */
function plan(archives: readonly ArchiveEntry[], rules: PruneRules): string[] {
  return planPrune(archives, rules, TIMES).map(({ archive: { name }, verdict, because }) =>
    because === undefined ? `${name}: ${verdict}` : `${name}: ${because.rule} #${because.number}`,
  );
}

const WEEK = [
  archive("sunday", "2026-11-15T10:00:00"),
  archive("monday", "2026-11-16T10:00:00"),
  archive("tuesday", "2026-11-17T10:00:00"),
  archive("tuesday night", "2026-11-17T23:59:59"),
  archive("wednesday", "2026-11-18T00:00:00"),
];

test("planPrune() keeps the newest archive of a period; later rules take what earlier ones left", () => {
  assert.deepEqual(plan(WEEK, { daily: 2, weekly: 2 }), [
    "wednesday: daily #1",
    "tuesday night: daily #2",
    "tuesday: prune",
    "monday: prune",
    "sunday: weekly #1",
  ]);
});

test("planPrune() keeps the oldest archive for a rule that finds too few periods, not for one without limit", () => {
  assert.equal(plan(WEEK, { monthly: 2 }).at(-1), "sunday: monthly[oldest] #2");
  assert.equal(plan(WEEK, { monthly: -1 }).at(-1), "sunday: prune");
});

test("planPrune() keeps what is younger than the interval", () => {
  assert.deepEqual(plan(WEEK, { withinHours: 4 * 24 + 1 }), [
    "wednesday: within #1",
    "tuesday night: within #2",
    "tuesday: prune",
    "monday: prune",
    "sunday: prune",
  ]);
  assert.deepEqual(plan(WEEK, { withinHours: 4 * 24 }), plan(WEEK, {}), "exactly as old is not younger");
});

test("planPrune() keeps a checkpoint only while it is the newest archive, and never counts it", () => {
  const older = archive("a.checkpoint", "2026-11-17T12:00:00");
  const newer = archive("b.checkpoint.2", "2026-11-19T12:00:00");
  assert.deepEqual(plan([...WEEK, older, newer], { daily: 1 }).slice(0, 5), [
    "b.checkpoint.2: keep",
    "wednesday: daily #1",
    "tuesday night: prune",
    "a.checkpoint: prune",
    "tuesday: prune",
  ]);
  assert.equal(plan([...WEEK, older], { daily: 1 })[0], "wednesday: daily #1");
});

test("periodOf() counts weeks by ISO 8601", () => {
  const weekly = (year: number, month: number, day: number): string =>
    periodOf("weekly", { year, month, day, hour: 0, minute: 0, second: 0 });
  // Examples of the standard and of its tables.
  assert.equal(weekly(2005, 1, 1), "2004-53");
  assert.equal(weekly(2005, 1, 3), "2005-1");
  assert.equal(weekly(2008, 12, 29), "2009-1");
  assert.equal(weekly(2010, 1, 3), "2009-53");
  assert.equal(weekly(2026, 11, 22), "2026-47");
});

test("periodOf() puts week 53 into the fourth quarter of 13 weeks", () => {
  const quarter = (month: number, day: number, year = 2020): string =>
    periodOf("quarterly_13weekly", { year, month, day, hour: 0, minute: 0, second: 0 });
  assert.deepEqual([quarter(3, 29), quarter(3, 30)], ["2020-1", "2020-2"]);
  assert.deepEqual([quarter(12, 31), quarter(1, 3, 2021), quarter(1, 4, 2021)], ["2020-4", "2020-4", "2021-1"]);
});

test("planPrune() prunes nothing twice and keeps no more than the rules allow", () => {
  const moments = fc.uniqueArray(fc.integer({ min: 1.6e9, max: 1.8e9 }), { maxLength: 60 });
  const rules = fc.record(Object.fromEntries(PERIOD_RULES.map((rule) => [rule, fc.nat({ max: 6 })])));
  fc.assert(
    fc.property(moments, rules, (seconds, wanted: PruneRules) => {
      const archives = seconds.map((at) => archive(`a${at}`, new Date(at * 1000).toISOString().slice(0, 19)));
      const decisions = planPrune(archives, wanted, TIMES);
      assert.equal(new Set(decisions.map((one) => one.archive)).size, archives.length);
      for (const rule of PERIOD_RULES) {
        const kept = decisions.filter(({ because }) => because?.rule.split("[")[0] === rule);
        assert.ok(kept.length <= (wanted[rule] ?? 0));
        assert.deepEqual(
          kept.map(({ because }) => because?.number),
          kept.map((_, index) => index + 1),
        );
      }
      const anyRule = PERIOD_RULES.some((rule) => (wanted[rule] ?? 0) > 0);
      if (anyRule && archives.length > 0) assert.equal(decisions[0]?.verdict, "keep", "the newest archive stays");
    }),
  );
});
