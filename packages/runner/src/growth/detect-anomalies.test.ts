/** The figures of these simulations stand in docs/manual/growth.md. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { detectAnomalies } from "./detect-anomalies.ts";
import type { RunFigures } from "./run-figures.ts";
import type { StoredRun } from "./run-store.ts";
import { type Day, growing, quiet, type Scenario, seasonal, simulate, withDay } from "./testing/simulate.ts";

const DAYS = 365;
const SEEDS = [1, 2, 3, 4];
/** Texts and databases, then photographs. */
const RATIOS = [0.55, 0.98];

/** Codes by archive; whoever looks at them calls all of them usual. */
function alarms(runs: readonly RunFigures[]): Map<string, readonly string[]> {
  const history: StoredRun[] = [];
  const found = new Map<string, readonly string[]>();
  for (const run of runs) {
    const findings = detectAnomalies(history, run);
    if (findings.length > 0)
      found.set(
        run.archive,
        findings.map(({ code }) => code),
      );
    history.push({ ...run, id: history.length, findings, releasedMs: undefined, isUsual: true });
  }
  return found;
}

function everySeed(visit: (seed: number, ratio: number) => void): void {
  for (const ratio of RATIOS) for (const seed of SEEDS) visit(seed, ratio);
}

for (const [name, scenario] of Object.entries({ quiet, seasonal, growing })) {
  test(`a year of ${name} days has at most one false alarm`, () => {
    everySeed((seed, ratio) => {
      const found = alarms(simulate(scenario, DAYS, seed, ratio));
      assert(found.size <= 1, `seed ${seed}: ${JSON.stringify([...found])}`);
    });
  });
}

test("a migration is one alarm on its day, for growth alone", () => {
  everySeed((seed, ratio) => {
    const moved = withDay(quiet, 200, { added: 2, changed: 0.005, removed: 0 });
    assert.deepEqual([...alarms(simulate(moved, DAYS, seed, ratio))], [["day-200", ["sudden-growth"]]]);
  });
});

test("a source that is emptied is an alarm on its day", () => {
  everySeed((seed, ratio) => {
    const emptied = withDay(quiet, 200, { added: 0, changed: 0.005, removed: 0.6 });
    const found = alarms(simulate(emptied, DAYS, seed, ratio)).get("day-200") ?? [];
    assert(found.includes("sudden-shrinkage"), `seed ${seed}: ${JSON.stringify(found)}`);
  });
});

/** In place; and as files of another name. */
const ENCRYPTIONS: Readonly<Record<string, (share: number) => Day>> = {
  "in place": (share) => ({ added: 0.002, changed: share, removed: 0.001, ratio: 1 }),
  "under new names": (share) => ({ added: share, changed: 0.005, removed: share, ratio: 1 }),
};
const BACKGROUNDS: Readonly<Record<string, Scenario>> = { quiet, seasonal, growing };

for (const [how, encrypt] of Object.entries(ENCRYPTIONS)) {
  test(`files that malware encrypts ${how} are found by the next run`, () => {
    for (const [background, scenario] of Object.entries(BACKGROUNDS)) {
      // where each month a quarter is made anew, less than half is not extraordinary
      for (const share of background === "seasonal" ? [0.6, 0.95] : [0.3, 0.6, 0.95]) {
        for (const day of [40, 171, 300]) {
          everySeed((seed, ratio) => {
            const found = alarms(simulate(withDay(scenario, day, encrypt(share)), day + 1, seed, ratio));
            assert.deepEqual(
              found.get(`day-${day}`),
              ["encryption-suspected"],
              `${background}, ${share}, day ${day}, seed ${seed}, ratio ${ratio}`,
            );
          });
        }
      }
    }
  });
}

test("the first runs, and another repository at the same place, are no alarm", () => {
  const runs = simulate(quiet, 30, 1, 0.5);
  const last = runs.at(-1);
  assert(last !== undefined);
  const history = runs
    .slice(0, -1)
    .map((run, id): StoredRun => ({ ...run, id, findings: [], releasedMs: undefined, isUsual: false }));
  const half = {
    files: last.files / 2,
    original_size: last.original_size / 2,
    compressed_size: last.compressed_size / 2,
  };
  const emptied = { ...last, ...half, deduplicated_size: 0, filesNew: 0, filesChanged: 0 };
  assert.deepEqual(
    detectAnomalies(history, emptied).map(({ code }) => code),
    ["sudden-shrinkage", "mass-change"],
  );
  assert.deepEqual(detectAnomalies(history.slice(-5), emptied), []);
  assert.deepEqual(detectAnomalies(history, { ...emptied, repository_id: "bb" }), []);
});

test("a lost files cache, after which all files look new, is no alarm", () => {
  const runs = simulate(quiet, 60, 3, 0.5);
  const last = runs.at(-1);
  assert(last !== undefined);
  const reread = { ...last, filesNew: last.files, filesChanged: 0 };
  assert.equal(alarms([...runs.slice(0, -1), reread]).size, 0);
});
