import { type Option, type OptionTable, SCHEMA } from "../schema/index.ts";

/** A value that is taken from elsewhere. */
const CREDENTIAL = /^\{credential[ }]/;

/** The secrets that stand in a configuration as they are, by the names of their options: `encryption_passphrase`. */
export function inlineSecrets(configuration: object): readonly string[] {
  return [...new Set(secretsOf(SCHEMA, configuration, ""))];
}

function secretsOf(table: OptionTable, values: object, place: string): readonly string[] {
  return Object.entries(values).flatMap(([name, value]) => secretsIn(table[name], value, place + name));
}

function secretsIn(option: Option | undefined, value: unknown, name: string): readonly string[] {
  switch (option?.type) {
    case "string":
      return option.secret === true && typeof value === "string" && !CREDENTIAL.test(value) ? [name] : [];
    case "list":
      return Array.isArray(value) ? value.flatMap((item) => secretsIn(option.items, item, name)) : [];
    case "object":
      return typeof value === "object" && value !== null ? secretsOf(option.options, value, `${name}.`) : [];
    default:
      return [];
  }
}
