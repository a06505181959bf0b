import { DEPRECATED_HOOKS, OPTION_GROUPS, type Option, type OptionTable } from "../schema/index.ts";

/** An option and how its flag is called: `repositories[0].path`. */
export interface NamedOption {
  readonly name: string;
  readonly option: Option;
}

/** Options as one group shows them. */
export interface NamedGroup {
  readonly title: string;
  readonly options: readonly NamedOption[];
}

/** All options that a flag can set, nested ones too; for an element of a list stands its first. */
export function optionNames(): readonly NamedGroup[] {
  const groups = OPTION_GROUPS.map(({ title, options }) => ({ title, options: namesIn(options, "") }));
  return [...groups, { title: "Deprecated", options: namesIn(DEPRECATED_HOOKS, "") }];
}

function namesIn(table: OptionTable, place: string): readonly NamedOption[] {
  return Object.entries(table).flatMap(([name, option]) => namesOf(place + name, option));
}

function namesOf(name: string, option: Option): readonly NamedOption[] {
  if (option.type === "object") return namesIn(option.options, `${name}.`);
  const below = option.type === "list" ? namesOf(`${name}[0]`, option.items) : [];
  return [{ name, option }, ...below];
}
