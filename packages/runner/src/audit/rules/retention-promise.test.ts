import assert from "node:assert/strict";
import { test } from "node:test";
import type { Configuration } from "../../config/index.ts";
import { PreparedMachine } from "../testing/prepared-machine.ts";
import { brokenPromises } from "./retention-promise.ts";

test("retention that keeps less than promised is found, and the remedy keeps the promise", (t) => {
  const machine = new PreparedMachine(t);
  const of = (reach: string, every: string, keep: Partial<Configuration>): readonly string[] => {
    const configuration = { ...keep, audit: { promise: [{ reach, every }] } };
    return brokenPromises(machine.subject({ configuration })).map(({ text, remedy }) => `${text}: ${remedy}`);
  };
  const usual = { keep_daily: 7, keep_weekly: 4, keep_monthly: 6 };
  assert.deepEqual(of("1 week", "1 day", usual), []);
  assert.deepEqual(of("5 months", "1 month", usual), []);
  assert.deepEqual(of("3 days", "1 hour", { keep_within: "4d" }), []);
  const [year = ""] = of("1 year", "1 month", usual);
  assert.match(year, /^An archive every 1 month for 1 year is promised; archives of the last \d months are kept/);
  const [, option = "", count] = /: (keep_\w+): (\d+)$/.exec(year) ?? [];
  assert.deepEqual(of("1 year", "1 month", { ...usual, [option]: Number(count) }), []);
  assert.match(of("1 year", "1 week", { keep_daily: 3, keep_yearly: 5 })[0] ?? "", /up to \d+ (?:months|days) apart/);
  assert.match(of("2 days", "1 hour", usual)[0] ?? "", /keep_hourly: \d+$/);
  assert.deepEqual(of("2 days", "1 hour", { keep_hourly: 49 }), []);
  assert.equal(of("1 month", "1 day", {}).length, 1);
});
