import { SCHEMA, type Option, type OptionTable } from "../schema/index.ts";

/** Where in the schema options of this name stand, as `healthchecks.ping_url`; at most a few. */
export function findHomes(name: string): readonly string[] {
  return homesIn(SCHEMA, name, "").slice(0, 3);
}

function homesIn(table: OptionTable, name: string, place: string): readonly string[] {
  return Object.entries(table).flatMap(([key, option]) => [
    ...(key === name ? [place + key] : []),
    ...homesBelow(option, name, place + key),
  ]);
}

function homesBelow(option: Option, name: string, place: string): readonly string[] {
  if (option.type === "object") return homesIn(option.options, name, `${place}.`);
  return option.type === "list" ? homesBelow(option.items, name, `${place}[]`) : [];
}
