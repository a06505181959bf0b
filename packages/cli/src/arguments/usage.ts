import type { BoundSwitch, Level } from "./level.ts";
import type { Positional } from "./parameter.ts";

/** Name that stands for the commands of a level. */
export const COMMAND_METAVAR = "<command>";

/**
 * The usage of a level, laid out in at most `columns - 2` characters a line, with a line break at its end.
 *
 * @param columns Width of the terminal.
 */
export function formatUsage(level: Level, columns: number): string {
  const prefix = "usage: ";
  const width = columns - 2;
  const switches = switchParts(level.switches);
  const positionals = positionalParts(level);
  const oneLine = [level.program, ...switches.map((part) => part.join(" ")), ...positionals].join(" ");
  if (prefix.length + oneLine.length <= width) return `${prefix}${oneLine}\n`;
  const parts = switches.flat();
  const program = level.program;
  if (prefix.length + program.length > 0.75 * width) {
    const indent = " ".repeat(prefix.length);
    const all = fillLines([...parts, ...positionals], indent, width);
    const lines = all.length > 1 ? [...fillLines(parts, indent, width), ...fillLines(positionals, indent, width)] : all;
    return `${[prefix + program, ...lines].join("\n")}\n`;
  }
  const indent = " ".repeat(prefix.length + program.length + 1);
  const lines =
    parts.length > 0
      ? [
          ...fillLines([program, ...parts], indent, width, prefix),
          ...(positionals.length > 0 ? fillLines(positionals, indent, width) : []),
        ]
      : fillLines([program, ...positionals], indent, width, prefix);
  return `${lines.join("\n")}\n`;
}

function fillLines(parts: readonly string[], indent: string, width: number, prefix?: string): string[] {
  const lines: string[] = [];
  let line: string[] = [];
  let length = (prefix ?? indent).length - 1;
  for (const part of parts) {
    if (length + 1 + part.length > width && line.length > 0) {
      lines.push(indent + line.join(" "));
      line = [];
      length = indent.length - 1;
    }
    line.push(part);
    length += part.length + 1;
  }
  if (line.length > 0) lines.push(indent + line.join(" "));
  if (prefix !== undefined && lines[0] !== undefined) lines[0] = prefix + lines[0].slice(indent.length);
  return lines;
}

/** Each switch as the pieces that a line break may part: a required one is two, rivals are one. */
function switchParts(switches: readonly BoundSwitch[]): string[][] {
  const parts: string[][] = [];
  for (let at = 0; at < switches.length; at += 1) {
    const { one } = switches[at] as BoundSwitch;
    if (one.rivals === undefined) {
      const words = switchWords(switches[at] as BoundSwitch);
      parts.push(one.required === true ? words : [`[${words.join(" ")}]`]);
      continue;
    }
    const rivals = [switchWords(switches[at] as BoundSwitch).join(" ")];
    while (switches[at + 1]?.one.rivals === one.rivals) {
      at += 1;
      rivals.push(switchWords(switches[at] as BoundSwitch).join(" "));
    }
    parts.push([`[${rivals.join(" | ")}]`]);
  }
  return parts;
}

function switchWords({ one }: BoundSwitch): string[] {
  const name = one.flags[0] ?? "";
  return one.metavar === undefined ? [name] : [name, valueForm(one.metavar, one.bareValue)];
}

/** The value of a switch as help and usage show it: in brackets where it may be missing. */
export function valueForm(metavar: string, bareValue: string | undefined): string {
  return bareValue === undefined ? metavar : `[${metavar}]`;
}

function positionalParts(level: Level): string[] {
  if (level.stages.size > 0) return [COMMAND_METAVAR, "..."];
  return level.positionals.flatMap(({ positional }) => positionalForms(positional));
}

/** A positional argument as the usage shows it, in the pieces that a line break may part. */
export function positionalForms({ metavar, arity }: Pick<Positional<unknown>, "metavar" | "arity">): string[] {
  switch (arity) {
    case "one":
      return [metavar];
    case "optional":
      return [`[${metavar}]`];
    case "any":
      return [`[${metavar} ...]`];
    case "some":
      return [metavar, `[${metavar} ...]`];
    case "rest":
      return ["..."];
  }
}
