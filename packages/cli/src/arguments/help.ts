import { wrapText } from "../text/index.ts";
import type { BoundSwitch, Level } from "./level.ts";
import { COMMAND_METAVAR, formatUsage, valueForm } from "./usage.ts";

const HELP_COLUMN_MAX = 24;

/**
 * The help of a level: usage, description, arguments by group, epilog.
 *
 * @param columns Width of the terminal.
 */
export function formatHelp(level: Level, columns: number): string {
  const width = columns - 2;
  const sections: string[] = [];
  const groups = groupSwitches(level.switches);
  const rows: { indent: number; name: string; help: string }[] = [];
  const row = (indent: number, name: string, help: string): void => {
    rows.push({ indent, name, help });
  };
  const plan: { heading: string; note?: string; from: number; to: number }[] = [];
  const section = (heading: string, note: string | undefined, fill: () => void): void => {
    const from = rows.length;
    fill();
    if (rows.length > from || note !== undefined) {
      plan.push({ heading, from, to: rows.length, ...(note === undefined ? {} : { note }) });
    }
  };
  section("positional arguments", undefined, () => {
    for (const { positional } of level.positionals) row(2, positional.metavar, positional.help);
  });
  for (const [heading, switches] of groups) {
    section(heading, level.groupNotes[heading], () => {
      for (const bound of switches) row(2, switchForms(bound), bound.one.help);
    });
  }
  section("required arguments", undefined, () => {
    if (level.stages.size === 0) return;
    row(2, COMMAND_METAVAR, "");
    for (const [name, stage] of level.stages) if (stage.summary !== "") row(4, name, stage.summary);
  });
  const longest = Math.max(0, ...rows.map((one) => one.indent + one.name.length));
  const column = Math.min(longest + 2, Math.max(Math.min(HELP_COLUMN_MAX, width - 20), 4));
  for (const { heading, note, from, to } of plan) {
    const body = rows.slice(from, to).map((one) => formatRow(one, column, width));
    const notes =
      note === undefined
        ? []
        : [
            `${wrapText(note, width - 2)
              .map((line) => `  ${line}`)
              .join("\n")}\n\n`,
          ];
    sections.push(`${heading}:\n${notes.join("")}${body.join("")}`);
  }
  const description = level.description === "" ? [] : [`${level.description}\n`];
  const epilog = level.epilog === "" ? [] : [`${level.epilog}\n`];
  return [formatUsage(level, columns), ...description, ...sections, ...epilog].join("\n");
}

function groupSwitches(switches: readonly BoundSwitch[]): Map<string, BoundSwitch[]> {
  // The unnamed group comes first even where the table begins with a named one.
  const groups = new Map<string, BoundSwitch[]>([["options", []]]);
  for (const bound of switches) {
    const heading = bound.one.group ?? "options";
    const group = groups.get(heading);
    if (group === undefined) groups.set(heading, [bound]);
    else group.push(bound);
  }
  return groups;
}

/** `-e PATTERN, --exclude PATTERN`. */
function switchForms({ one }: BoundSwitch): string {
  const value = one.metavar === undefined ? "" : ` ${valueForm(one.metavar, one.bareValue)}`;
  return one.flags.map((name) => name + value).join(", ");
}

function formatRow(row: { indent: number; name: string; help: string }, column: number, width: number): string {
  const blank = " ".repeat(row.indent);
  if (row.help === "") return `${blank}${row.name}\n`;
  const lines = wrapText(row.help, Math.max(width - column, 11));
  const margin = " ".repeat(column);
  const head = blank + row.name;
  const fits = row.name.length <= column - row.indent - 2;
  const first = fits ? `${head.padEnd(column)}${lines[0] ?? ""}` : `${head}\n${margin}${lines[0] ?? ""}`;
  return `${[first, ...lines.slice(1).map((line) => margin + line)].join("\n")}\n`;
}
