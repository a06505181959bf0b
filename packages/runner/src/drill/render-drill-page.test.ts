import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { Browser, findChromium, lookAt } from "@coffer/testkit/browser";
import type { DrillResult } from "./drill-result.ts";
import { renderDrillPage } from "./render-drill-page.ts";

const chromium = findChromium();

const RESULT: DrillResult = {
  repository: "/r",
  archive: "<b>host-1</b>",
  archive_id: "ab",
  started_ms: 1_700_000_000_000,
  ended_ms: 1_700_000_060_000,
  outcome: "failed",
  sample_percentage: 10,
  seed: 7,
  items: 1234,
  bytes: 5_600_000,
  restore_ms: 12_300,
  verify_ms: 4000,
  sources_compared: 1000,
  from_escrow: false,
  databases: [{ dump: "postgresql_databases/localhost/shop", tables: 3, rows: 99, compared: true }],
  findings: [
    { code: "chunk-damaged", subject: "home/x & y", severity: "error", text: "Damaged", remedy: "Restore it" },
    { code: "dump-not-tried", subject: "d", severity: "warning", text: "No server", remedy: "" },
  ],
};
const PAGE = renderDrillPage({
  title: "main",
  results: [RESULT],
  standing: { streak: 0, lastPassedMs: 1_699_000_000_000 },
  history: [{ ...RESULT, outcome: "passed", findings: [] }],
  nowMs: 1_700_000_100_000,
});

test("renderDrillPage() tells all of a drill, escaped, and takes nothing from elsewhere", () => {
  for (const text of [
    "&lt;b&gt;host-1",
    "home/x &amp; y",
    "Restore it",
    "11 days ago",
    "5.60 MB",
    "12.3 s",
    "seed 7",
  ]) {
    assert.ok(PAGE.includes(text), text);
  }
  assert.doesNotMatch(PAGE, /<script|https?:|@import|url\(/);
  assert.match(PAGE, /default-src 'none'/);
});

test(
  "it is readable in a browser: light and dark, on a phone and a screen",
  { skip: chromium === undefined ? "no Chromium" : false },
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "coffer-page-"));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const path = join(folder, "page.html");
    writeFileSync(path, PAGE);
    await using browser = new Browser(chromium ?? "");
    for (const scheme of ["light", "dark"] as const) {
      for (const width of [390, 1280]) {
        const { errors, requests, pale, overflow } = await lookAt(browser, pathToFileURL(path).href, { width, scheme });
        assert.deepEqual({ errors, requests, pale, overflow }, { errors: [], requests: [], pale: [], overflow: 0 });
      }
    }
  },
);
