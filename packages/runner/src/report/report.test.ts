import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { Browser, findChromium, lookAt } from "@coffer/testkit/browser";
import { writeAtomically } from "../page/index.ts";
import { State } from "../state/index.ts";
import { gatherFacts } from "./facts.ts";
import { collectMetrics } from "./metrics/collect-metrics.ts";
import { renderOpenMetrics, renderPrometheus } from "./metrics/metric.ts";
import { renderPage } from "./render-page.ts";
import { NOW_MS, rememberMuch } from "./testing/remember-much.ts";

const chromium = findChromium();

test("metrics tell what is remembered, in both formats", () => {
  using state = new State(":memory:");
  rememberMuch(state);
  const metrics = collectMetrics(gatherFacts(state).repositories);
  const text = renderPrometheus(metrics);
  const label = 'repository="/backup/\\"odd\\" \\\\ <one>"';
  for (const line of [
    `coffermatic_action_last_success_timestamp_seconds{${label},action="create"} ${NOW_MS / 1000 - 3600}`,
    `coffermatic_action_last_failure_timestamp_seconds{${label},action="check"} ${NOW_MS / 1000 - 60}`,
    `coffermatic_archive_files_new{${label},series="host-*"} 12`,
    `coffermatic_prune_held{${label}} 1`,
    `coffermatic_drill_passed{${label}} 1`,
    `coffermatic_findings{${label},severity="error"} 1`,
    `coffermatic_findings{repository="/etc/c.yaml",severity="warning"} 1`,
  ]) {
    assert(text.split("\n").includes(line), `${line}\n---\n${text}`);
  }
  assert.match(text, /^# HELP coffermatic_prune_held .+\n# TYPE coffermatic_prune_held gauge\ncoffermatic_prune_held/m);
  const open = renderOpenMetrics(metrics);
  assert.match(open, /\n# EOF\n$/);
  assert.match(open, /^# TYPE coffermatic_repository_bytes gauge\n# UNIT coffermatic_repository_bytes bytes\n# HELP /m);
  assert.deepEqual(collectMetrics([]), []);
});

test("a page of nothing, and of parts that have never run, says so", () => {
  assert.match(renderPage({ repositories: [], scorecards: [] }, NOW_MS), /Nothing has been recorded yet/);
  using state = new State(":memory:");
  state.run("INSERT INTO action_times VALUES ('/only', 'create', ?)", NOW_MS);
  const page = renderPage(gatherFacts(state), NOW_MS);
  for (const words of ["Runs: never.", "Restored for trial: never.", "Made: never.", "None.", "Audited: never."])
    assert(page.includes(words), words);
});

test("names in a page are text, whatever they hold; tables have captions and scopes; nothing runs or is loaded", () => {
  using state = new State(":memory:");
  rememberMuch(state);
  const page = renderPage(gatherFacts(state), NOW_MS);
  assert(page.includes("/backup/&quot;odd&quot; \\ &lt;one&gt;"));
  assert.doesNotMatch(page, /<one>|<script|\son\w+=|https?:|url\(/i);
  const count = (pattern: RegExp): number => page.match(pattern)?.length ?? 0;
  assert.equal(count(/<table /g), count(/<caption>/g));
  assert.equal(count(/<th>/g), 0);
  // a configuration that was audited is no repository
  assert.deepEqual(
    gatherFacts(state).repositories.map(({ isRepository }) => isRepository),
    [true, false],
  );
});

test("writeAtomically() leaves no other file, and is readable for collectors", (context) => {
  const folder = mkdtempSync(join(tmpdir(), "coffer-report-"));
  context.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "new/coffer.prom");
  writeAtomically(path, "a\n");
  writeAtomically(path, "b\n");
  assert.deepEqual([readFileSync(path, "utf8"), readdirSync(join(folder, "new"))], ["b\n", ["coffer.prom"]]);
  assert.equal(statSync(path).mode & 0o444, 0o444);
  assert.throws(() => writeAtomically(join(path, "x"), ""));
});

test(
  "the page is readable in a browser: light and dark, on a phone and a screen",
  { skip: chromium === undefined ? "no Chromium" : false },
  async (context) => {
    const folder = mkdtempSync(join(tmpdir(), "coffer-report-"));
    context.after(() => rmSync(folder, { recursive: true }));
    using state = new State(":memory:");
    rememberMuch(state);
    const path = join(folder, "report.html");
    writeFileSync(path, renderPage(gatherFacts(state), NOW_MS));
    await using browser = new Browser(chromium ?? "");
    for (const scheme of ["light", "dark"] as const) {
      for (const width of [390, 1280]) {
        const look = await lookAt(browser, pathToFileURL(path).href, { width, scheme });
        const { errors, requests, pale, overflow, texts, screenshot } = look;
        assert.deepEqual({ errors, requests, pale, overflow }, { errors: [], requests: [], pale: [], overflow: 0 });
        assert(texts > 100 && screenshot.length > 1000);
        const shots = process.env["COFFER_SCREENSHOTS"];
        if (shots !== undefined) writeFileSync(join(shots, `report-${scheme}-${width}.png`), screenshot);
      }
    }
  },
);

test(
  "the browser's measure finds what it is for",
  { skip: chromium === undefined ? "no Chromium" : false },
  async (context) => {
    const folder = mkdtempSync(join(tmpdir(), "coffer-report-"));
    context.after(() => rmSync(folder, { recursive: true }));
    const path = join(folder, "bad.html");
    writeFileSync(
      path,
      `<body style="background:#fff"><p style="color:#999">pale</p><p style="width:3000px">wide</p>
<img src="none.png"><script>console.error("no")</script>`,
    );
    await using browser = new Browser(chromium ?? "");
    const look = await lookAt(browser, pathToFileURL(path).href, { width: 800, scheme: "light" });
    assert.deepEqual(look.pale, ["pale: 2.85"]);
    assert(look.overflow > 1000);
    assert.deepEqual(look.requests, [pathToFileURL(join(folder, "none.png")).href]);
    assert(look.errors.length >= 1, "an error on the console");
  },
);
