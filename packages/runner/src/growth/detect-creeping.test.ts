/** The figures of these simulations stand in docs/manual/growth.md; that quiet years have no false alarm is tested with all other alarms. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { detectAnomalies } from "./detect-anomalies.ts";
import type { StoredRun } from "./run-store.ts";
import { growing, quiet, type Scenario, seasonal, simulate, withSlowMalware } from "./testing/simulate.ts";

const SEEDS = [1, 2, 3, 4];
const [TEXTS, PHOTOGRAPHS] = [0.55, 0.98];
const FROM = 120;

interface Case {
  readonly background: Scenario;
  readonly ratio: number;
  /** Of the files, each day. */
  readonly share: number;
  /** Days until the alarm. */
  readonly withinDays: number;
}

const FOUND: readonly Case[] = [
  { background: quiet, ratio: TEXTS, share: 0.01, withinDays: 28 },
  { background: quiet, ratio: TEXTS, share: 0.02, withinDays: 12 },
  { background: quiet, ratio: TEXTS, share: 0.05, withinDays: 5 },
  { background: quiet, ratio: PHOTOGRAPHS, share: 0.02, withinDays: 29 },
  { background: quiet, ratio: PHOTOGRAPHS, share: 0.05, withinDays: 12 },
  { background: seasonal, ratio: TEXTS, share: 0.02, withinDays: 17 },
  { background: seasonal, ratio: TEXTS, share: 0.05, withinDays: 6 },
  { background: seasonal, ratio: PHOTOGRAPHS, share: 0.1, withinDays: 26 },
  { background: growing, ratio: TEXTS, share: 0.03, withinDays: 26 },
  { background: growing, ratio: PHOTOGRAPHS, share: 0.05, withinDays: 13 },
];

/** A run with the findings that detectAnomalies() has of it. */
function stored(
  history: readonly StoredRun[],
  run: Omit<StoredRun, "id" | "findings" | "releasedMs" | "isUsual">,
  isUsual: boolean,
): StoredRun {
  return { ...run, id: history.length, findings: detectAnomalies(history, run), releasedMs: undefined, isUsual };
}

/** Days after {@link FROM} on which slow malware is an alarm; all findings are called usual, or none. */
function alarmDays(
  { background, ratio, share }: Case,
  seed: number,
  days: number,
  isUsual: boolean,
): readonly number[] {
  const history: StoredRun[] = [];
  const found: number[] = [];
  for (const run of simulate(withSlowMalware(background, FROM, share), FROM + days, seed, ratio)) {
    const measured = stored(history, run, isUsual);
    history.push(measured);
    const day = Number(run.archive.replace("day-", "")) - FROM;
    if (measured.findings.some(({ code }) => code === "slow-encryption-suspected")) found.push(day);
  }
  return found;
}

test("malware that encrypts a few files each day is found in the end", () => {
  for (const each of FOUND) {
    for (const seed of SEEDS) {
      const [day] = alarmDays(each, seed, each.withinDays + 1, true);
      const { background, ratio, share } = each;
      assert.ok(day !== undefined && day >= 0, `${background.name}, ratio ${ratio}, share ${share}, seed ${seed}`);
    }
  }
});

test("what was found once is found again only after as many runs, and when it is called usual only if it is more than that", () => {
  const slow: Case = { background: quiet, ratio: TEXTS, share: 0.02, withinDays: 0 };
  const [first = 0, second = 0] = alarmDays(slow, 2, 90, false);
  assert.ok(first > 0 && second >= first + 30, `${first}, ${second}`);
  const usual = alarmDays(slow, 2, 150, true);
  assert.equal(usual[0], first);
  assert.ok(usual.length <= 2, usual.join(", "));
});

test("a history of less than three windows says nothing", () => {
  const runs = simulate(withSlowMalware(quiet, 40, 0.02), 80, 1, TEXTS);
  const history: StoredRun[] = [];
  for (const run of runs) history.push(stored(history, run, true));
  assert.deepEqual(
    history.flatMap(({ findings }) => findings),
    [],
  );
});

test("photographs that are added to texts are no malware", () => {
  const history: StoredRun[] = [];
  const imported: Scenario = (chance, day, weekday) => {
    const usual = quiet(chance, day, weekday);
    // 1 % of the source each day, as they are
    return day < FROM || usual.isOff === true ? usual : { ...usual, added: 0.012, ratio: 0.9 };
  };
  for (const run of simulate(imported, FROM + 60, 3, TEXTS)) history.push(stored(history, run, true));
  assert.deepEqual(
    history.flatMap(({ findings }) => findings.map(({ code }) => code)),
    [],
  );
});
