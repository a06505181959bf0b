import assert from "node:assert/strict";
import { test } from "node:test";
import type { CheckOptions } from "../../config/index.ts";
import { recordingContext } from "../testing/recording-context.ts";
import type { CheckName } from "../action-flags.ts";
import { configuredChecks, dueChecks } from "./due-checks.ts";

const DAY_MS = 86_400_000;
/** A Wednesday, in any time zone. */
const NOW_MS = Date.UTC(2026, 0, 7, 12);

function due(checks: readonly CheckOptions[], lastMs: Partial<Record<CheckName, number>>): readonly CheckName[] {
  const context = recordingContext({ configuration: { checks }, nowMs: NOW_MS });
  return dueChecks(context, configuredChecks(context.configuration, context.log), { lastMs: (name) => lastMs[name] });
}

test("dueChecks() waits as long as the frequency says", () => {
  const checks = [
    { name: "repository", frequency: "2 weeks" },
    { name: "archives", frequency: "1 month" },
  ] as const;
  assert.deepEqual(due(checks, {}), ["repository", "archives"]);
  assert.deepEqual(due(checks, { repository: NOW_MS - 13 * DAY_MS, archives: NOW_MS - 30 * DAY_MS }), ["archives"]);
  assert.deepEqual(due(checks, { repository: NOW_MS - 14 * DAY_MS, archives: NOW_MS - 29 * DAY_MS }), ["repository"]);
});

test("dueChecks() runs a check without a frequency always", () => {
  assert.deepEqual(due([{ name: "data" }], { data: NOW_MS }), ["data"]);
});

test("dueChecks() keeps to the days, in small letters and capitals", () => {
  const on = (day: string): readonly CheckName[] => due([{ name: "repository", only_run_on: [day] }], {});
  assert.deepEqual([on("Wednesday"), on("wednesday"), on("weekday")], [["repository"], ["repository"], ["repository"]]);
  assert.deepEqual([on("weekend"), on("Tuesday")], [[], []]);
});

test("configuredChecks() are repository and archives where nothing is said, and none where disabled", () => {
  const checksOf = (checks?: readonly CheckOptions[]): readonly CheckName[] => {
    const context = recordingContext({ configuration: checks === undefined ? {} : { checks } });
    return configuredChecks(context.configuration, context.log);
  };
  assert.deepEqual(checksOf(), ["repository", "archives"]);
  assert.deepEqual(checksOf([]), ["repository", "archives"]);
  assert.deepEqual(checksOf([{ name: "disabled" }, { name: "data" }]), []);
});
