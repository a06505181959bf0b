/** Length in code points, as Python counts. */
export function textLength(text: string): number {
  // Only surrogate pairs make the two counts differ.
  if (!/[\ud800-\udbff]/.test(text)) return text.length;
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

/** Terminal cells that `text` takes: two for wide East Asian characters, none for combining ones. */
export function cellWidth(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let cells = 0;
  for (const char of text) cells += charCells(char);
  return cells;
}

function charCells(char: string): number {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return 0;
  if (/[\p{Mn}\p{Me}\p{Cf}]/u.test(char)) return 0;
  return isWide(code) ? 2 : 1;
}

function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0x303e) ||
    (code >= 0x3041 && code <= 0xa4cf) ||
    (code >= 0xa960 && code <= 0xa97f) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1f64f) ||
    (code >= 0x1f900 && code <= 0x1f9ff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  );
}

/**
 * Shortens `text` to `space` cells by an ellipsis in its middle, or fills it up with blanks.
 *
 * Below 8 cells only the ellipsis is left.
 */
export function shortenMiddle(text: string, space: number): string {
  if (space < 8) return `...${" ".repeat(Math.max(0, space - 3))}`;
  const cells = cellWidth(text);
  if (space >= 3 + cells) return text + " ".repeat(space - cells);
  const chars = Array.from(text);
  const head = takeCells(chars, Math.floor(space / 2) - 3);
  const tail = takeCells(chars.toReversed(), Math.ceil(space / 2));
  return `${head.join("")}...${tail.toReversed().join("")}`;
}

function takeCells(chars: readonly string[], cellsMax: number): string[] {
  const taken: string[] = [];
  let cells = 0;
  for (const char of chars) {
    cells += charCells(char);
    if (cells > cellsMax) break;
    taken.push(char);
  }
  return taken;
}
