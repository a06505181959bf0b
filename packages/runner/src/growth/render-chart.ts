import { formatFileSize } from "@coffer/cli/text";
import type { RunFigures } from "./run-figures.ts";

const HEIGHT = 8;
const WIDTH_MAX = 60;
const AXIS_WIDTH = 10;
const EIGHTHS = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/**
 * Draws what the repository has held after each run, or where that is unknown the size of its sources, as bars from zero on.
 *
 * @param runs Oldest first; where they are too many, each column is the last of several.
 * @returns Lines; none if there is nothing to draw.
 */
export function renderChart(runs: readonly RunFigures[]): string[] {
  const isKnown = runs.some(({ repositorySize }) => repositorySize !== undefined);
  const values = runs.map(({ repositorySize, original_size }) => (isKnown ? (repositorySize ?? 0) : original_size));
  const columns = thin(values);
  const most = Math.max(0, ...columns);
  if (most === 0) return [];
  const title = isKnown ? "Size of the repository after each run" : "Size of the source at each run";
  const rows = Array.from({ length: HEIGHT }, (_, index) => HEIGHT - 1 - index);
  return [
    title,
    ...rows.map((row) => `${label(row, most)} ┤${columns.map((value) => cell(value / most, row)).join("")}`),
    `${"0 B".padStart(AXIS_WIDTH)} └${"─".repeat(columns.length)}`,
  ];
}

function thin(values: readonly number[]): number[] {
  const step = Math.ceil(values.length / WIDTH_MAX);
  return values.filter((_, index) => (values.length - 1 - index) % step === 0);
}

/** The axis is named at its top and in the middle. */
function label(row: number, most: number): string {
  const isNamed = row === HEIGHT - 1 || row === HEIGHT / 2 - 1;
  return (isNamed ? formatFileSize((most * (row + 1)) / HEIGHT) : "").padStart(AXIS_WIDTH);
}

function cell(share: number, row: number): string {
  const eighths = Math.round(share * HEIGHT * 8) - row * 8;
  return EIGHTHS[Math.max(0, Math.min(8, eighths))] ?? " ";
}
