import { DEPRECATED_HOOKS, LEGACY_SECTIONS, SCHEMA, type Option, type OptionTable } from "../schema/index.ts";
import { showOptionPath, type OptionPath } from "../settings/index.ts";
import { describe, type ConfigNode, type MappingNode, type Report, type ScalarNode } from "../tree/index.ts";
import { findHomes } from "./find-homes.ts";
import { nearestName } from "./nearest-name.ts";

/** Holds a normalized tree to the schema; whatever does not fit is reported, all of it. */
export function validateSchema(root: MappingNode, report: Report): void {
  new Validator(report).options(root, SCHEMA, []);
}

class Validator {
  readonly #report: Report;

  constructor(report: Report) {
    this.#report = report;
  }

  options(node: MappingNode, table: OptionTable, path: OptionPath): void {
    for (const [name, value] of node.entries) {
      const option = Object.hasOwn(table, name) ? table[name] : undefined;
      if (option === undefined) this.#unknown(value, name, table, path);
      else this.#value(value, option, [...path, name]);
    }
    for (const [name, option] of Object.entries(table)) {
      if (option.required !== true || node.entries.has(name)) continue;
      this.#complain(node, path, `${name} is missing${exampleOf(name, option)}`);
    }
  }

  #unknown(value: ConfigNode, name: string, table: OptionTable, path: OptionPath): void {
    const known = path.length === 0 ? [...Object.keys(DEPRECATED_HOOKS), ...LEGACY_SECTIONS] : [];
    const near = nearestName(name.replaceAll("-", "_"), [...Object.keys(table), ...known]);
    this.#complain(
      value,
      path,
      `\`${name}\` is unknown; ${near === undefined ? adviceOn(name, table) : `did you mean \`${near}\`?`}`,
    );
  }

  #value(node: ConfigNode, option: Option, path: OptionPath): void {
    if (option.type === "list") this.#list(node, option.items, option.distinct === true, path);
    else if (option.type === "object" || option.type === "map") this.#object(node, option, path);
    else this.#scalar(node, option, path);
  }

  #list(node: ConfigNode, items: Option, distinct: boolean, path: OptionPath): void {
    if (node.kind !== "list") {
      const example = node.kind === "scalar" && items.type !== "object" ? `: [${String(node.value ?? "...")}]` : "";
      this.#complain(
        node,
        path,
        `a list is needed here, not ${describe(node)}; write ${String(path.at(-1))}${example || " as lines that begin with a dash"}`,
      );
      return;
    }
    const seen = new Set<unknown>();
    for (const [index, item] of node.items.entries()) {
      this.#value(item, items, [...path, index]);
      if (!distinct || item.kind !== "scalar") continue;
      if (seen.has(item.value)) this.#complain(item, [...path, index], `${String(item.value)} stands here twice`);
      seen.add(item.value);
    }
  }

  #object(node: ConfigNode, option: Extract<Option, { type: "object" | "map" }>, path: OptionPath): void {
    if (option.type === "object" && option.nullable && node.kind === "scalar" && node.value === null) return;
    if (node.kind !== "mapping") {
      this.#complain(node, path, `options are needed here, each as \`name: value\`, not ${describe(node)}`);
    } else if (option.type === "object") {
      this.options(node, option.options, path);
    } else if (option.values === "string") {
      for (const [name, value] of node.entries) this.#value(value, { type: "string" }, [...path, name]);
    }
  }

  #scalar(node: ConfigNode, option: Option, path: OptionPath): void {
    if (node.kind !== "scalar") {
      this.#complain(node, path, `${NEEDED[option.type]} is needed here, not ${describe(node)}`);
    } else if (node.value === null) {
      this.#complain(node, path, "there is no value; give one, or remove the line");
    } else if (!fits(node.value, option)) {
      this.#complain(
        node,
        path,
        `${NEEDED[option.type]} is needed here, not ${describe(node)}${adviceOnValue(node, option)}`,
      );
    } else if ("choices" in option && option.choices !== undefined) {
      this.#choice(node, option.choices, path);
    }
  }

  #choice(node: ScalarNode, choices: readonly (string | number)[], path: OptionPath): void {
    if (choices.includes(node.value as string | number)) return;
    const near = nearestName(String(node.value), choices.map(String));
    const advice = near === undefined ? "" : `; did you mean \`${near}\`?`;
    this.#complain(node, path, `\`${String(node.value)}\` is none of ${choices.join(", ")}${advice}`);
  }

  #complain(node: ConfigNode, path: OptionPath, message: string): void {
    this.#report.problem(node.origin, showOptionPath(path), message);
  }
}

const NEEDED: Readonly<Record<Option["type"], string>> = {
  string: "text",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  "integer or string": "a whole number or text",
  list: "a list",
  object: "a set of options",
  map: "a set of names",
};

function fits(value: string | number | boolean, { type }: Option): boolean {
  if (type === "integer or string") return typeof value === "string" || Number.isSafeInteger(value);
  if (type === "integer") return Number.isSafeInteger(value);
  if (type === "number") return Number.isFinite(value);
  return typeof value === type;
}

/** What to write instead of a value of the wrong type. */
function adviceOnValue({ value }: ScalarNode, { type }: Option): string {
  if (typeof value !== "string") return type === "string" ? `; put quotes around it: "${String(value)}"` : "";
  if (/\$\{\w/.test(value))
    return "; variables of the environment give text only, so write the value itself or set its flag";
  if (type === "boolean" && /^(?:yes|on|y)$/i.test(value)) return "; write true";
  if (type === "boolean" && /^(?:no|off|n)$/i.test(value)) return "; write false";
  return /^(?:-?\d+(?:\.\d+)?|true|false)$/i.test(value) ? "; remove the quotes" : "";
}

/** Where an unknown option might belong. */
function adviceOn(name: string, table: OptionTable): string {
  if (table !== SCHEMA && Object.hasOwn(SCHEMA, name)) return "it belongs at the top: remove the spaces in front of it";
  const homes = findHomes(name);
  if (homes.length > 0) return `it belongs to ${homes.join(" or ")}`;
  return "remove it, or see `coffermatic config generate` for all there are";
}

function exampleOf(name: string, option: Option): string {
  return option.type === "list" && name === "repositories" ? "; write repositories: [{path: /path/to/repository}]" : "";
}
