import { formatFileSize, formatTime, localTime } from "@coffer/cli/text";
import { forecast } from "./forecast.ts";
import { renderChart } from "./render-chart.ts";
import { dedupRatio, type RunFigures } from "./run-figures.ts";
import type { StoredRun } from "./run-store.ts";

const HEADINGS = ["Run", "Source", "Compressed", "New", "Repository", "Ratio", "Files", "New", "Changed", "Time", ""];

/** Table, chart, forecast and findings, line by line. @param runs Oldest first. */
export function renderGrowth(runs: readonly StoredRun[], held: readonly StoredRun[]): string[] {
  if (runs.length === 0) return ["No run of create has been recorded yet."];
  return [
    ...alignColumns([HEADINGS, ...runs.map(cellsOf)]),
    "",
    ...renderChart(runs),
    "",
    forecastText(runs),
    ...held.flatMap(({ findings }) => findings.map(({ severity, code, text }) => `${severity}: ${code}: ${text}`)),
    ...(held.length === 0 ? [] : ["Look at what has happened; then: coffermatic growth --release"]),
  ];
}

/** When the disk or quota is full, in a sentence. */
export function forecastText(runs: readonly RunFigures[]): string {
  const found = forecast(runs);
  if (found === undefined) return "Forecast: there are too few days of history yet.";
  const { bytesPerDay, room, fullMs } = found;
  const growth = `Forecast: the repository grows by ${formatFileSize(Math.round(bytesPerDay))} a day`;
  if (room === undefined) return `${growth}; how much room it has is unknown.`;
  const left = `${formatFileSize(room)} are left`;
  return fullMs === undefined ? `${growth}; ${left}.` : `${growth}; ${left}, full on ${dayOf(fullMs)}.`;
}

/** The day of a moment, in the local time zone; far away, that is only said. */
function dayOf(ms: number): string {
  const FAR_YEAR = 2200;
  const time = localTime(Math.floor(Math.min(ms, Date.UTC(FAR_YEAR, 0)) / 1000));
  return time.year >= FAR_YEAR - 1 ? "no day that matters" : formatTime(time, "%Y-%m-%d");
}

function cellsOf(run: StoredRun): string[] {
  const { startedMs, original_size, compressed_size, deduplicated_size, repositorySize, files, durationMs } = run;
  const ratio = dedupRatio(run);
  return [
    formatTime(localTime(Math.floor(startedMs / 1000)), "%Y-%m-%d %H:%M"),
    ...[original_size, compressed_size, deduplicated_size].map((size) => formatFileSize(size)),
    repositorySize === undefined ? "?" : formatFileSize(repositorySize),
    ratio === undefined ? "-" : ratio.toFixed(1),
    ...[files, run.filesNew, run.filesChanged].map((count) => (count === undefined ? "?" : String(count))),
    `${Math.round(durationMs / 1000)} s`,
    run.findings.length === 0 ? "" : run.releasedMs === undefined ? "!" : "(!)",
  ];
}

/** The first column begins at the left, the others end at the right. */
function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}
