const SPECIAL: Readonly<Record<string, string>> = {
  "\\": "\\e",
  "^": "\\(ha",
  "~": "\\(ti",
  "`": "\\(ga",
  "'": "\\(aq",
};

/** Text as it has to stand in a roff document; hyphens of options stay what they are when copied. */
export function roffText(text: string): string {
  return text
    .replace(/[\\^~`']/g, (sign) => SPECIAL[sign] ?? sign)
    .replace(/(?<![\p{L}\p{N}])--?[\p{L}\p{N}][\p{L}\p{N}-]*/gu, (option) => option.replaceAll("-", "\\-"))
    .replaceAll("…", "...");
}

/** As {@link roffText}, for a line of its own: dots in front are no requests. */
export function roffLine(text: string): string {
  const line = roffText(text);
  return line.startsWith(".") ? `\\&${line}` : line;
}

/** Text of the option tables: ``x`` and **x** are bold. */
export function roffMarkup(text: string): string {
  return text
    .split(/(``.+?``|\*\*.+?\*\*)/)
    .map((part) => (/^(?:``|\*\*)/.test(part) ? bold(part.slice(2, -2)) : roffText(part)))
    .join("");
}

export function bold(text: string): string {
  return `\\fB${roffText(text)}\\fR`;
}

export function italic(text: string): string {
  return `\\fI${roffText(text)}\\fR`;
}

/** A value of a macro; quotes in it would end it. */
export function roffArgument(text: string): string {
  return `"${roffText(text).replaceAll('"', "\\(dq")}"`;
}

/** Paragraphs as the terminal shows them: what is indented keeps its lines, the rest is filled. */
export function roffParagraphs(text: string): string[] {
  return text.split(/\n{2,}/).flatMap((paragraph) => [".PP", ...paragraphLines(paragraph.split("\n"))]);
}

function paragraphLines(lines: readonly string[]): string[] {
  const out: string[] = [];
  let literal = false;
  for (const line of lines) {
    const indented = /^\s/.test(line);
    if (indented !== literal) out.push(...(indented ? [".RS 2", ".nf"] : [".fi", ".RE"]));
    literal = indented;
    out.push(indented ? roffLine(line.replace(/^ {2}/, "")) : roffLine(line.trim()));
  }
  if (literal) out.push(".fi", ".RE");
  return out;
}
