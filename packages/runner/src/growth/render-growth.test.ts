import assert from "node:assert/strict";
import { test } from "node:test";
import { forecast } from "./forecast.ts";
import { renderChart } from "./render-chart.ts";
import { forecastText, renderGrowth } from "./render-growth.ts";
import type { StoredRun } from "./run-store.ts";

const DAY_MS = 86_400_000;
const START_MS = new Date(2026, 0, 1, 3).getTime();

/** One run a day; the repository grows by 1 GB each day, one time by 500 GB at once. */
function history(days: number, room: number | undefined): StoredRun[] {
  return Array.from({ length: days }, (_, day) => ({
    ...{ id: day, repository_id: "aa", archive: `day-${day}`, startedMs: START_MS + day * DAY_MS, durationMs: 61_000 },
    ...{ original_size: 2e12, compressed_size: 1e12, deduplicated_size: 1e9, files: 1000, filesNew: 5 },
    ...{ filesChanged: undefined, repositorySize: 1e12 + day * 1e9 + (day > 20 ? 500e9 : 0), room },
    ...{ findings: [], releasedMs: undefined, isUsual: false },
  }));
}

test("forecast() finds the day when the disk is full; a single jump does not move it", () => {
  const found = forecast(history(60, 30e9));
  assert(found?.fullMs !== undefined);
  assert.ok(found.bytesPerDay > 0.99e9 && found.bytesPerDay < 15e9, `${found.bytesPerDay}`);
  assert.equal(forecast(history(5, 30e9)), undefined);
  assert.equal(forecast(history(60, undefined))?.room, undefined);
  const steady = history(20, 30e9);
  assert.equal(Math.round(((forecast(steady)?.fullMs ?? 0) - START_MS) / DAY_MS), 19 + 30);
  assert.match(forecastText(steady), /grows by 1\.00 GB a day; 30\.00 GB are left, full on 2026-02-1\d\.$/);
  assert.match(forecastText([]), /too few days/);
  assert.match(forecastText(history(60, undefined)), /unknown/);
});

test("renderChart() draws from zero on, and at most sixty columns", () => {
  const lines = renderChart(history(200, 30e9));
  assert.equal(lines.length, 10);
  assert.equal(lines[0], "Size of the repository after each run");
  assert.match(lines[1] ?? "", /^ {3}1\.70 TB ┤ .*█$/);
  assert.match(lines[8] ?? "", /┤█{50,60}$/);
  assert.match(lines[9] ?? "", /^ {7}0 B └─{50,60}$/);
  assert.deepEqual(renderChart([]), []);
});

test("renderGrowth() shows a line a run, with a mark on what is held", () => {
  const finding = { code: "mass-change", subject: "", severity: "warning", text: "much", remedy: "" } as const;
  const runs = history(2, 30e9).map((run) => ({ ...run, findings: run.id === 1 ? [finding] : [] }));
  const lines = renderGrowth(runs, runs.slice(1));
  assert.match(lines[0] ?? "", /^Run {15} +Source +Compressed +New +Repository +Ratio +Files +New +Changed +Time$/);
  assert.match(
    lines[2] ?? "",
    /^2026-01-02 03:00 +2\.00 TB +1\.00 TB +1\.00 GB +1\.00 TB +2000\.0 +1000 +5 +\? +61 s +!$/,
  );
  assert(lines.includes("warning: mass-change: much"));
  assert.deepEqual(renderGrowth([], []), ["No run of create has been recorded yet."]);
});
