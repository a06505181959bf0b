/** A command line that ends inside quotes or after a backslash. */
export class ShellSyntaxError extends Error {
  override readonly name: string = "ShellSyntaxError";
}

/**
 * Splits a command line into words by POSIX shell quoting, without a shell: no variables, no globs, no comments
 * (Python's `shlex.split`).
 *
 * @throws {ShellSyntaxError} `No closing quotation` or `No escaped character`.
 */
export function splitShell(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at] ?? "";
    if (quote === "'") {
      if (char === "'") quote = "";
      else word = (word ?? "") + char;
    } else if (quote === '"') {
      if (char === '"') quote = "";
      else if (char === "\\") {
        const next = line[at + 1];
        if (next === undefined) throw new ShellSyntaxError("No escaped character");
        word = (word ?? "") + (next === '"' || next === "\\" ? next : `\\${next}`);
        at += 1;
      } else word = (word ?? "") + char;
    } else if (char === "'" || char === '"') {
      quote = char;
      word ??= "";
    } else if (char === "\\") {
      const next = line[at + 1];
      if (next === undefined) throw new ShellSyntaxError("No escaped character");
      word = (word ?? "") + next;
      at += 1;
    } else if (char === " " || char === "\t" || char === "\r" || char === "\n") {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? "") + char;
  }
  if (quote !== "") throw new ShellSyntaxError("No closing quotation");
  if (word !== undefined) words.push(word);
  return words;
}

/** One word as a shell would need it typed (Python's `shlex.quote`). */
export function quoteShell(word: string): string {
  if (word === "") return "''";
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;
}

export function joinShell(words: readonly string[]): string {
  return words.map(quoteShell).join(" ");
}
