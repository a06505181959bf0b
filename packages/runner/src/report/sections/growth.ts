import { type Html, html, table, mark, moment } from "../../page/index.ts";
import { formatFileSize } from "@coffer/cli/text";
import { dedupRatio, forecastText, type StoredRun } from "../../growth/index.ts";
import type { RepositoryFacts } from "../facts.ts";
import { growthChart } from "../growth-chart.ts";

/** Runs that are listed. */
const LISTED = 14;

/** What runs have measured: chart, forecast and the latest runs of each source. */
export function growthSection({ series }: RepositoryFacts): Html {
  if (series.length === 0)
    return html`<h3>Growth</h3>
      <p>Runs: never.</p>`;
  return html`${series.map(
    ({ series: name, runs }) =>
      html`<h3>Growth of ${name}</h3>
        ${growthChart(runs)}
        <p>${forecastText(runs)}</p>
        ${table({
          caption: `Latest runs of ${name}`,
          headings: [
            "Run",
            "Source",
            "Compressed",
            "New",
            "Ratio",
            "Files",
            "New files",
            "Changed",
            "Seconds",
            "Findings",
          ],
          keepsColumns: true,
          rows: runs.slice(-LISTED).toReversed().map(row),
        })}`,
  )}`;
}

function row(run: StoredRun): readonly (Html | string)[] {
  const { startedMs, original_size, compressed_size, deduplicated_size, files, filesNew, filesChanged, findings } = run;
  return [
    moment(startedMs),
    ...[original_size, compressed_size, deduplicated_size].map((size) => formatFileSize(size)),
    dedupRatio(run)?.toFixed(1) ?? "-",
    ...[files, filesNew, filesChanged].map((count) => (count === undefined ? "?" : String(count))),
    String(Math.round(run.durationMs / 1000)),
    findings.length === 0
      ? "none"
      : mark(run.releasedMs === undefined ? "error" : "good", findings.map(({ code }) => code).join(", ")),
  ];
}
