/** One line of the checklist of what Borg can do. */
export interface ChecklistLine {
  /** The command that the line is about; undefined: all of them, or none. */
  readonly command: string | undefined;
  /** All spellings of each option. */
  readonly options: readonly (readonly string[])[];
  readonly variables: readonly string[];
  /** Name of any other line: section and first words, such as `5 prompts are`. */
  readonly point: string | undefined;
}

const ENVIRONMENT_SECTION = "3";
const COMMANDS_SECTION = "2";
const COMMON_SECTION = "1";
/** What Borg 2 has. */
const FOREIGN_SECTION = "16";

const NOTHING: ChecklistLine = { command: undefined, options: [], variables: [], point: undefined };

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
    return { ...NOTHING, command, options: spellings(item) };
  }
  if (section === COMMON_SECTION && !item.startsWith("argparse")) return { ...NOTHING, options: spellings(item) };
  if (section === ENVIRONMENT_SECTION) {
    return { ...NOTHING, variables: item.match(/\b_?(?:BORG|XDG)_[A-Z_]+\b|TMPDIR/g) ?? [] };
  }
  return { ...NOTHING, point: `${section} ${firstWords(item)}` };
}

/** `-n, --dry-run` and the like, from what is marked as code and begins with a dash. */
function spellings(item: string): string[][] {
  return [...item.matchAll(/`(-[^`]*)`/g)].map(([, code = ""]) => code.match(/(?<![\w-])--?[a-zA-Z][\w-]*/g) ?? []);
}

function firstWords(item: string): string {
  return (item.match(/[\w{][\w./{}-]*/g) ?? []).slice(0, 2).join(" ");
}
