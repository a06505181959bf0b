import { quoteShell } from "@coffer/cli/text";
import {
  mapScalars,
  mapping,
  scalar,
  withEntry,
  type ConfigNode,
  type MappingNode,
  type Report,
  type ScalarNode,
} from "../tree/index.ts";

const PLACEHOLDER = /(\\)?\{(\w+)(\\)?\}/g;

/** Options whose text a shell will read: values are put in as one word there. */
const COMMAND_OPTION = /^(?:before_|after_|on_error$|run$)/;

/**
 * Replaces `{name}` in every text by the constant of that name.
 *
 * Names that are no constants stay, so that placeholders of Borg survive; `\{name\}` becomes `{name}`. In commands values are quoted for
 * the shell and escapes stay for whoever fills in the command's own variables. A text that came to be digits only, or true or false,
 * becomes a number or boolean. Constants may use each other in any order. Without constants nothing changes, escapes neither.
 */
export function applyConstants(root: MappingNode, report: Report): MappingNode {
  const constants = root.entries.get("constants");
  if (constants === undefined || constants.kind !== "mapping" || constants.entries.size === 0) return root;
  const resolver = new ConstantResolver(constants, report);
  const resolved = mapping(
    [...constants.entries.keys()].map((name) => [name, resolver.constant(name)] as const),
    constants.origin,
  );
  const replaced = mapScalars(root, (node, names) =>
    names[0] === "constants"
      ? node
      : resolver.replace(
          node,
          names.some((name) => COMMAND_OPTION.test(name)),
        ),
  );
  return withEntry(replaced as MappingNode, "constants", resolved);
}

class ConstantResolver {
  readonly #constants: MappingNode;
  readonly #report: Report;
  readonly #resolved: Map<string, ConfigNode> = new Map();
  /** Constants that are being resolved. */
  readonly #open: Set<string> = new Set();

  constructor(constants: MappingNode, report: Report) {
    this.#constants = constants;
    this.#report = report;
  }

  /** The value of a constant with the constants in it replaced. */
  constant(name: string): ConfigNode {
    const known = this.#resolved.get(name);
    if (known !== undefined) return known;
    const raw = this.#constants.entries.get(name) as ConfigNode;
    if (this.#open.has(name)) {
      this.#report.problem(raw.origin, `constants.${name}`, "constants stand for each other in a circle");
      return raw;
    }
    this.#open.add(name);
    const value = mapScalars(raw, (node) => this.replace(node, false));
    this.#open.delete(name);
    this.#resolved.set(name, value);
    return value;
  }

  /** @param inCommand Whether a shell will read the text. */
  replace(node: ScalarNode, inCommand: boolean): ScalarNode {
    if (typeof node.value !== "string") return node;
    let substituted = false;
    const text = node.value.replace(PLACEHOLDER, (whole, left: string | undefined, name: string, right?: string) => {
      if (left !== undefined && right !== undefined) return inCommand ? whole : `{${name}}`;
      const value = this.#text(name);
      if (value === undefined) return whole;
      substituted = true;
      return inCommand ? quoteShell(value) : value;
    });
    return substituted ? scalar(coerce(text), node.origin) : { ...node, value: text };
  }

  #text(name: string): string | undefined {
    if (!this.#constants.entries.has(name)) return undefined;
    const node = this.constant(name);
    if (node.kind !== "scalar" || node.value === null) return undefined;
    // borgmatic writes them so
    if (typeof node.value === "boolean") return node.value ? "True" : "False";
    return String(node.value);
  }
}

function coerce(text: string): string | number | boolean {
  if (/^\s*[+-]?\d+\s*$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  if (text === "true" || text === "True") return true;
  return text === "false" || text === "False" ? false : text;
}
