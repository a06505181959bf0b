/**
 * Breaks `text` into lines of at most `width` characters, at blanks and after hyphens inside words (Python's
 * `textwrap.wrap` on text whose white space was made single blanks).
 */
export function wrapText(text: string, width: number): string[] {
  const chunks = splitChunks(text.replace(/\s+/g, " ").trim());
  const lines: string[] = [];
  let line = "";
  for (let at = 0; at < chunks.length;) {
    const chunk = chunks[at] ?? "";
    if (line === "" && chunk === " " && lines.length > 0) {
      at += 1;
    } else if (line.length + chunk.length <= width) {
      line += chunk;
      at += 1;
    } else if (line.trimEnd() === "" && chunk.length > width) {
      lines.push(chunk.slice(0, width));
      chunks[at] = chunk.slice(width);
      line = "";
    } else if (chunk.length > width && line !== "" && width - line.length > 0) {
      // A piece longer than a whole line is cut where the line ends.
      const room = width - line.length;
      lines.push((line + chunk.slice(0, room)).trimEnd());
      chunks[at] = chunk.slice(room);
      line = "";
    } else {
      lines.push(line.trimEnd());
      line = "";
    }
  }
  if (line.trimEnd() !== "") lines.push(line.trimEnd());
  return lines;
}

/** Words, single blanks, and parts of hyphenated words with their hyphen. */
function splitChunks(text: string): string[] {
  return text
    .split(/( )/)
    .flatMap((word) => (word === " " || word === "" ? word : splitHyphens(word)))
    .filter((chunk) => chunk !== "");
}

function splitHyphens(word: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 1; at < word.length - 1; at += 1) {
    if (word[at] !== "-") continue;
    const before = word.slice(start, at);
    const after = word.slice(at + 1);
    // A break needs two letters before the hyphen (or one that stands after another hyphen) and a letter after it.
    if (
      /[A-Za-z_][A-Za-z_]$|[A-Za-z_]-[A-Za-z_]$/.test(word.slice(0, at)) &&
      /^[A-Za-z_]-?[A-Za-z_]/.test(after) &&
      before !== ""
    ) {
      parts.push(word.slice(start, at + 1));
      start = at + 1;
    }
  }
  parts.push(word.slice(start));
  return parts;
}
