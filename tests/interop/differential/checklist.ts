/** One line of the checklist of what Borg can do. */
export interface ChecklistLine {
  /** The command that the line is about, with its options: all spellings of each. */
  readonly command: string | undefined;
  readonly options: readonly (readonly string[])[];
  /** What else must be tested: environment variables by name, all other lines by section and first words, such as `5 prompts are`. */
  readonly points: readonly string[];
}

const ENVIRONMENT_SECTION = "3";
const COMMANDS_SECTION = "2";
const COMMON_SECTION = "1";
/** What Borg 2 has. */
const FOREIGN_SECTION = "16";

export function readChecklist(text: string): ChecklistLine[] {
  const lines: ChecklistLine[] = [];
  let section = "";
  // a point may go on in indented lines
  for (const line of text.replaceAll(/\n {2,}(?=\S)/g, " ").split("\n")) {
    section = /^## (\d+)\./.exec(line)?.[1] ?? section;
    const [, item] = /^- \[.\] (.*)/.exec(line) ?? [];
    if (item === undefined || section === FOREIGN_SECTION) continue;
    lines.push(readLine(section, item));
  }
  return lines;
}

function readLine(section: string, item: string): ChecklistLine {
  const [, command] = /^\*\*borg ([^*]+)\*\*/.exec(item) ?? [];
  if (section === COMMANDS_SECTION && command !== undefined) {
    return { command, options: spellings(item), points: [] };
  }
  if (section === COMMON_SECTION) return { command: undefined, options: [], points: [] };
  if (section === ENVIRONMENT_SECTION) {
    return { command: undefined, options: [], points: item.match(/\b_?(?:BORG|XDG)_[A-Z_]+\b|TMPDIR/g) ?? [] };
  }
  return { command: undefined, options: [], points: [`${section} ${firstWords(item)}`] };
}

/** `-n, --dry-run` and the like, from what is marked as code and begins with a dash. */
function spellings(item: string): string[][] {
  return [...item.matchAll(/`(-[^`]*)`/g)].map(([, code = ""]) => code.match(/(?<![\w-])--?[a-zA-Z][\w-]*/g) ?? []);
}

function firstWords(item: string): string {
  return (item.match(/[\w{][\w./{}-]*/g) ?? []).slice(0, 2).join(" ");
}
