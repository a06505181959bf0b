import { escapeHtml, formatFileSize } from "@coffer/cli/text";
import type { DrillResult } from "./drill-result.ts";
import type { DrillStanding } from "./drill-store.ts";

const DAY_MS = 86_400_000;
/** Colours whose contrast is at least 4.5 : 1 in either scheme. */
const STYLE = `
:root { color-scheme: light dark; --text: #1b1f24; --quiet: #57606a; --ground: #ffffff; --line: #d0d7de; --good: #116329; --bad: #b3261e; --warn: #7a4a00; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6edf3; --quiet: #9aa4ae; --ground: #0d1117; --line: #30363d; --good: #56d364; --bad: #ff8f87; --warn: #e3b341; }
}
body { font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--ground); max-width: 60rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2rem; border-bottom: 1px solid var(--line); }
.passed, .good { color: var(--good); font-weight: 600; } .failed, .error { color: var(--bad); font-weight: 600; } .warning { color: var(--warn); font-weight: 600; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
td.number { text-align: right; white-space: nowrap; } footer { color: var(--quiet); margin-top: 2rem; }
`;

/** What a page is about. */
export interface DrillPage {
  /** Label or path of the repository. */
  readonly title: string;
  /** Those of now. */
  readonly results: readonly DrillResult[];
  readonly standing: DrillStanding;
  /** Drills before, the latest first. */
  readonly history: readonly DrillResult[];
  readonly nowMs: number;
}

/** A page that stands alone: no script, nothing from elsewhere; light and dark, readable on a phone. */
export function renderDrillPage({ title, results, standing, history, nowMs }: DrillPage): string {
  const heading = `Drill of ${title}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<link rel="icon" href="data:,">
<title>${escapeHtml(heading)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(heading)}</h1>
<p>${escapeHtml(standingText(standing, nowMs))}</p>
${results.map(renderResult).join("\n")}
<h2>Drills before</h2>
${renderHistory(history)}
</main>
<footer>Made by coffermatic, ${timeText(nowMs)}</footer>
</body>
</html>
`;
}

function standingText({ streak, lastPassedMs }: DrillStanding, nowMs: number): string {
  if (lastPassedMs === undefined) return "No drill of this repository has passed yet.";
  const days = Math.floor((nowMs - lastPassedMs) / DAY_MS);
  const age = days === 0 ? "today" : days === 1 ? "yesterday" : `${days} days ago`;
  return `The last drill that passed was ${age}; ${streak} in a row ${streak === 1 ? "has" : "have"} passed since one failed.`;
}

function renderResult(result: DrillResult): string {
  const { archive, outcome, items, bytes, restore_ms, verify_ms, sources_compared, sample_percentage, seed } = result;
  const rows: readonly (readonly [string, string])[] = [
    ["Begun", timeText(result.started_ms)],
    ["Restored", `${items} items, ${formatFileSize(bytes)}`],
    ["Sample", sample_percentage >= 100 ? "everything" : `${sample_percentage} % of the bytes, seed ${seed}`],
    ["Time to restore", seconds(restore_ms)],
    ["Time to look at it", seconds(verify_ms)],
    ["Unchanged source files compared", String(sources_compared)],
    ["Key", result.from_escrow ? "the exported one alone" : "that of the repository"],
  ];
  return `<h2>Archive ${escapeHtml(archive)}: <span class="${outcome}">${outcome}</span></h2>
<div class="scroll"><table><tbody>
${rows.map(([name, value]) => `<tr><th scope="row">${name}</th><td>${escapeHtml(value)}</td></tr>`).join("\n")}
</tbody></table></div>
${renderFindings(result)}
${renderDatabases(result)}`;
}

function renderFindings({ findings }: DrillResult): string {
  if (findings.length === 0) return '<p class="good">Nothing was found to be wrong.</p>';
  const rows = findings.map(
    ({ severity, subject, text, remedy }) =>
      `<tr><td class="${severity}">${severity}</td><td>${escapeHtml(subject)}</td><td>${escapeHtml(text)}</td><td>${escapeHtml(remedy)}</td></tr>`,
  );
  return table("Findings", ["Severity", "What", "Evidence", "What to do"], rows);
}

function renderDatabases({ databases }: DrillResult): string {
  if (databases.length === 0) return "";
  const rows = databases.map(
    ({ dump, tables, rows: count, compared }) =>
      `<tr><td>${escapeHtml(dump)}</td><td class="number">${tables}</td><td class="number">${count}</td><td>${compared ? "yes" : "no"}</td></tr>`,
  );
  return table("Dumps that were loaded", ["Dump", "Tables", "Rows", "Compared with create"], rows);
}

function renderHistory(history: readonly DrillResult[]): string {
  if (history.length === 0) return "<p>None.</p>";
  const rows = history.map(
    ({ ended_ms, archive, outcome, bytes, restore_ms, findings }) =>
      `<tr><td>${timeText(ended_ms)}</td><td>${escapeHtml(archive)}</td><td class="${outcome}">${outcome}</td>` +
      `<td class="number">${formatFileSize(bytes)}</td><td class="number">${seconds(restore_ms)}</td><td class="number">${findings.length}</td></tr>`,
  );
  return table("History", ["Ended", "Archive", "Outcome", "Restored", "Time", "Findings"], rows);
}

function table(caption: string, columns: readonly string[], rows: readonly string[]): string {
  const head = columns.map((column) => `<th scope="col">${column}</th>`).join("");
  return `<div class="scroll"><table><caption>${caption}</caption><thead><tr>${head}</tr></thead><tbody>
${rows.join("\n")}
</tbody></table></div>`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function timeText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
