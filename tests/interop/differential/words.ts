/** Splits a command line of the table: words at spaces; single and double quotes keep spaces and may be empty. */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  for (const [word] of line.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g)) {
    words.push(
      word.replaceAll(/'([^']*)'|"([^"]*)"/g, (_all, single?: string, double?: string) => single ?? double ?? ""),
    );
  }
  return words;
}

/** The program's command lines in a line of the table: itself, or every `borg ...` of a shell line. */
export function programLines(line: string): string[][] {
  if (!line.startsWith("$ ")) return [splitWords(line)];
  return [...line.matchAll(/\bborg ([^|;&>()]*)/g)].map(([, words = ""]) => splitWords(words));
}
