import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { DrillResult } from "./drill-result.ts";
import { renderDrillPage } from "./render-drill-page.ts";

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

test("its colours have a contrast of at least 4.5 : 1, light and dark", () => {
  const schemes = [...PAGE.matchAll(/:root \{[^}]*--text[^}]*\}/g)].map(([block]) => block);
  assert.equal(schemes.length, 2);
  for (const block of schemes) {
    const colours = new Map(
      [...block.matchAll(/--(\w+): (#\w{6})/g)].map(([, name = "", value = ""]) => [name, value]),
    );
    const ground = luminance(colours.get("ground") ?? "");
    for (const name of ["text", "quiet", "good", "bad", "warn"]) {
      const [low = 0, high = 0] = [luminance(colours.get(name) ?? ""), ground].toSorted((one, other) => one - other);
      assert.ok((high + 0.05) / (low + 0.05) >= 4.5, name);
    }
  }
});

test("Chromium shows it without a complaint", (t) => {
  const chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((path) => existsSync(path));
  if (chromium === undefined) {
    t.skip("PEER MISSING: no chromium (Debian: apt install chromium)");
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "coffer-page-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "page.html"), PAGE);
  const words = ["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--log-level=0"];
  const shown = [
    "--window-size=400,800",
    `--user-data-dir=${folder}/profile`,
    "--dump-dom",
    `file://${folder}/page.html`,
  ];
  const log = join(folder, "log");
  const dom = execFileSync("sh", ["-c", '"$@" 2>"$0"', log, chromium, ...words, ...shown], {
    encoding: "utf8",
    timeout: 120_000,
  });
  assert.match(dom, /Drill of main/);
  const complaints = readFileSync(log, "utf8")
    .split("\n")
    .filter((line) => line.includes("CONSOLE"));
  assert.deepEqual(complaints, []);
});

/** Of WCAG 2. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
