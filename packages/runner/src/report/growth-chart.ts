import { type Html, html } from "../page/index.ts";
import { formatFileSize } from "@coffer/cli/text";
import type { StoredRun } from "../growth/index.ts";

const WIDTH = 720;
const HEIGHT = 180;
/** For the axis at the left, and for the days below. */
const MARGIN = { left: 80, bottom: 24, top: 12, right: 8 };

/** A line of what the repository, or where that is unknown the source, has held after each run. @param runs Oldest first. */
export function growthChart(runs: readonly StoredRun[]): Html {
  const isKnown = runs.every(({ repositorySize }) => repositorySize !== undefined);
  const points = runs.map(({ startedMs, repositorySize = 0, original_size }) => ({
    ms: startedMs,
    bytes: isKnown ? repositorySize : original_size,
  }));
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || points.length < 2) return html``;
  const most = Math.max(1, ...points.map(({ bytes }) => bytes));
  const span = Math.max(1, last.ms - first.ms);
  const x = (ms: number): string =>
    (MARGIN.left + ((ms - first.ms) / span) * (WIDTH - MARGIN.left - MARGIN.right)).toFixed(1);
  const y = (bytes: number): string =>
    (MARGIN.top + (1 - bytes / most) * (HEIGHT - MARGIN.top - MARGIN.bottom)).toFixed(1);
  const line = points.map(({ ms, bytes }) => `${x(ms)},${y(bytes)}`).join(" ");
  const what = isKnown ? "Size of the repository" : "Size of the source";
  const title = `${what}: ${formatFileSize(first.bytes)} on ${day(first.ms)}, ${formatFileSize(last.bytes)} on ${day(last.ms)}`;
  return html`<figure>
    <div class="scroll" role="region" aria-label="${what}" tabindex="0">
      <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">
        <g class="axis">
          ${[0, most / 2, most].map((bytes) => html`<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${y(bytes)}" y2="${y(bytes)}" /><text x="${MARGIN.left - 8}" y="${y(bytes)}" dy="4" text-anchor="end">${formatFileSize(Math.round(bytes))}</text>`)}
          <text x="${MARGIN.left}" y="${HEIGHT - 6}">${day(first.ms)}</text>
          <text x="${WIDTH - MARGIN.right}" y="${HEIGHT - 6}" text-anchor="end">${day(last.ms)}</text>
        </g>
        <polyline class="line" points="${line}" />
      </svg>
    </div>
    <figcaption>${title}</figcaption>
  </figure> `;
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, "YYYY-MM-DD".length);
}
