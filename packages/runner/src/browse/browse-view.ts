import { cellWidth, printable } from "@coffer/cli/text";
import { type BrowseState, currentPage, type Page, shownEntries } from "./browse-model.ts";

/** Of a terminal, in characters. */
export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** Lines around a page: title and a rule above, message and keys below. */
const FRAME_ROWS = 4;

const REVERSE = "\u001B[7m";
const BOLD = "\u001B[1m";
const PLAIN = "\u001B[0m";

/** How many lines of a page are seen at once. */
export function pageRows({ rows }: ScreenSize): number {
  return Math.max(1, rows - FRAME_ROWS);
}

/** The whole screen, line by line, each of at most `columns` cells. */
export function renderBrowser(state: BrowseState, size: ScreenSize): string[] {
  const page = currentPage(state);
  const rows = pageRows(size);
  const { columns } = size;
  const trail = state.pages.map(({ title }) => title).join(" › ");
  const body = page.lines === undefined ? entryLines(page, size) : textLines(page.lines, page.selected, size);
  return [
    BOLD + fit(printable(trail), columns) + PLAIN,
    "─".repeat(columns),
    ...body,
    ...Array.from({ length: rows - body.length }, () => ""),
    fit(printable(footOf(state)), columns),
    fit("↑↓ move  Enter open  ← back  / filter  r restore  q quit", columns),
  ];
}

function entryLines(page: Page, size: ScreenSize): string[] {
  const { columns } = size;
  const entries = shownEntries(page);
  if (entries.length === 0) return [fit(page.filter === "" ? "(empty)" : "(no name matches)", columns)];
  const rows = pageRows(size);
  const top = Math.max(0, Math.min(page.selected - Math.floor(rows / 2), entries.length - rows));
  return entries.slice(top, top + rows).map(({ name, detail }, index) => {
    const shown = printable(detail);
    const space = Math.max(10, columns - cellWidth(shown) - 4);
    const line = fit(`  ${pad(fit(printable(name), space), space)}  ${shown}`, columns);
    return top + index === page.selected ? `${REVERSE}${pad(line, columns)}${PLAIN}` : line;
  });
}

function textLines(lines: readonly string[], first: number, size: ScreenSize): string[] {
  return lines.slice(first, first + pageRows(size)).map((line) => fit(printable(line), size.columns));
}

function footOf({ prompt, message }: BrowseState): string {
  if (prompt === undefined) return message;
  return prompt.purpose === "filter" ? `Filter: ${prompt.text}` : `Restore into the folder: ${prompt.text}`;
}

function fit(text: string, columns: number): string {
  if (cellWidth(text) <= columns) return text;
  let [line, cells] = ["", 0];
  for (const char of text) {
    cells += cellWidth(char);
    if (cells > columns - 1) break;
    line += char;
  }
  return `${line}…`;
}

function pad(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - cellWidth(text)));
}
