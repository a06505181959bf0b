import { formatFileSize } from "@coffer/cli/text";
import { factList, type Html, html, mark, moment, momentWithAge, renderDocument, table } from "../page/index.ts";
import type { DrillResult } from "./drill-result.ts";
import type { DrillStanding } from "./drill-store.ts";

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

/** A page about the drills of a repository. */
export function renderDrillPage({ title, results, standing, history, nowMs }: DrillPage): string {
  const body = html`<p>${standingText(standing, nowMs)}</p>
    ${results.map(resultSection)}
    <h2>Drills before</h2>
    ${historySection(history)}`;
  return renderDocument({ title: `Drill of ${title}`, body, nowMs });
}

function standingText({ streak, lastPassedMs }: DrillStanding, nowMs: number): Html {
  if (lastPassedMs === undefined) return html`No drill of this repository has passed yet.`;
  const since = streak === 0 ? "The latest has failed." : `Passed in a row: ${streak}.`;
  return html`The last drill that passed: ${momentWithAge(lastPassedMs, nowMs)}. ${since}`;
}

function resultSection(result: DrillResult): Html {
  const { archive, items, bytes, restore_ms, verify_ms, sources_compared, sample_percentage, seed } = result;
  return html`<section>
    <h2>Archive ${archive}: ${outcome(result)}</h2>
    ${factList([
      ["Begun", moment(result.started_ms)],
      ["Restored", `${items} items, ${formatFileSize(bytes)}`],
      ["Sample", sample_percentage >= 100 ? "everything" : `${sample_percentage} % of the bytes, seed ${seed}`],
      ["Time to restore", seconds(restore_ms)],
      ["Time to look at it", seconds(verify_ms)],
      ["Unchanged source files compared", String(sources_compared)],
      ["Key", result.from_escrow ? "the exported one alone" : "that of the repository"],
    ])}
    ${findingsTable(result)} ${databasesTable(result)}
  </section>`;
}

function outcome({ outcome: word }: DrillResult): Html {
  return mark(word === "passed" ? "good" : "error", word);
}

function findingsTable({ findings }: DrillResult): Html {
  if (findings.length === 0) return html`<p>${mark("good", "Nothing was found to be wrong.")}</p>`;
  return table({
    caption: "Findings",
    headings: ["Finding", "Severity", "Evidence", "What to do"],
    rows: findings.map(({ code, severity, subject, text, remedy }) => [
      `${code} ${subject}`,
      severity === "info" ? severity : mark(severity, severity),
      text,
      remedy,
    ]),
  });
}

function databasesTable({ databases }: DrillResult): Html {
  if (databases.length === 0) return html``;
  return table({
    caption: "Dumps that were loaded",
    headings: ["Dump", "Tables", "Rows", "Compared with create"],
    rows: databases.map(({ dump, tables, rows, compared }) => [
      dump,
      ...[tables, rows].map(String),
      compared ? "yes" : "no",
    ]),
  });
}

function historySection(history: readonly DrillResult[]): Html {
  if (history.length === 0) return html`<p>None.</p>`;
  return table({
    caption: "The latest first",
    headings: ["Ended", "Archive", "Outcome", "Restored", "Time", "Findings"],
    rows: history.map((result) => [
      moment(result.ended_ms),
      result.archive,
      outcome(result),
      formatFileSize(result.bytes),
      seconds(result.restore_ms),
      String(result.findings.length),
    ]),
  });
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
