import type { Progress } from "@coffer/engine/context";
import { cellWidth, formatFileSize, printable } from "@coffer/cli/text";

/** How large a new archive will be, as the one before it was. */
export interface ExpectedArchive {
  /** Sum of the sizes of all files. */
  readonly original_size: number;
  readonly nfiles: number;
}

/** What a line is made from. */
export interface ProgressLineInput {
  readonly progress: Progress;
  /** Since the operation began. */
  readonly elapsedMs: number;
  readonly columns: number;
  /** Unknown at the first archive. */
  readonly expected?: ExpectedArchive | undefined;
}

const BAR_CELLS = 20;

/** No estimate before so much time or so large a part: it would jump. */
const ESTIMATE_AFTER_MS = 2_000;
const ESTIMATE_FROM_PART = 0.01;

/** One line of at most `columns - 1` cells: bar, figures, time left, and what is at work. */
export function progressLine(input: ProgressLineInput): string {
  const { progress, columns } = input;
  const [figures, detail] = progress.type === "archive_progress" ? archiveParts(progress, input) : stepParts(input);
  return fitEnds(figures, printable(detail), columns - 1);
}

function archiveParts(
  { original_size, nfiles, path }: Extract<Progress, { type: "archive_progress" }>,
  { elapsedMs, expected }: ProgressLineInput,
): [string, string] {
  const size = formatFileSize(original_size, { precision: 1 });
  const files = `${nfiles.toLocaleString("en")} files`;
  const usual = expected?.original_size ?? 0;
  if (usual === 0) {
    const speed = formatFileSize((original_size / Math.max(elapsedMs, 1)) * 1000, { precision: 1 });
    return [`${size}, ${files}, ${speed}/s`, path];
  }
  // sources grow: more than there was is not more than all
  const part = Math.min(original_size / usual, 0.99);
  const figures = `${barOf(part)} ${size} of about ${formatFileSize(usual, { precision: 1 })}, ${files}`;
  return [figures + timeLeft(part, elapsedMs), path];
}

function stepParts({ progress, elapsedMs }: ProgressLineInput): [string, string] {
  if (progress.type !== "progress_percent") return ["", "message" in progress ? (progress.message ?? "") : ""];
  const { current, total, info, message } = progress;
  const detail = info?.at(-1) ?? message?.replace(/^ *\d+(\.\d+)?% *| *\d+(\.\d+)?%$/g, "") ?? progress.msgid;
  if (current === undefined || total === undefined || total === 0) return ["", detail];
  // the current step has only begun
  const part = Math.min(Math.max(current - 1, 0) / total, 1);
  return [barOf(part) + timeLeft(part, elapsedMs), detail];
}

function barOf(part: number): string {
  const full = Math.floor(part * BAR_CELLS);
  return `${String(Math.floor(part * 100)).padStart(3)}% ${"█".repeat(full)}${"░".repeat(BAR_CELLS - full)}`;
}

/** Empty as long as it would be a guess. */
function timeLeft(part: number, elapsedMs: number): string {
  if (elapsedMs < ESTIMATE_AFTER_MS || part < ESTIMATE_FROM_PART) return "";
  const seconds = Math.round((elapsedMs * (1 - part)) / part / 1000);
  return `, ${spanOf(seconds)} left`;
}

/** Such as `35 s`, `12 min`, `3 h 5 min`. */
export function spanOf(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** The end of a path says more than its beginning. */
function fitEnds(figures: string, detail: string, cells: number): string {
  if (cellWidth(figures) > cells) return takeCells(figures, cells);
  const space = cells - cellWidth(figures) - 2;
  if (space < 8 || detail === "") return figures === "" ? takeCells(detail, cells) : figures;
  const shown = cellWidth(detail) <= space ? detail : `…${takeLastCells(detail, space - 1)}`;
  return figures === "" ? shown : `${figures}  ${shown}`;
}

function takeCells(text: string, cells: number): string {
  let taken = "";
  for (const char of text) {
    if (cellWidth(taken + char) > cells) break;
    taken += char;
  }
  return taken;
}

function takeLastCells(text: string, cells: number): string {
  let taken = "";
  for (const char of Array.from(text).toReversed()) {
    if (cellWidth(char + taken) > cells) break;
    taken = char + taken;
  }
  return taken;
}
