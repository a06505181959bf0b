import { parse, YAMLParseError } from "yaml";
import type { Option } from "../schema/index.ts";
import { list, mapping, scalar, type ConfigNode, type ScalarNode } from "../tree/index.ts";
import { SettingRefused } from "./set-option.ts";

/**
 * The value that a text on the command line stands for: itself where the option holds text, otherwise YAML.
 *
 * @throws {SettingRefused} If it is no YAML.
 */
export function settingValue(text: string, option: Option | undefined, origin: string): ConfigNode {
  if (option?.type === "string") return scalar(text, origin);
  try {
    return fromValue(parse(text, { version: "1.2", schema: "core", prettyErrors: false, maxAliasCount: 0 }), origin);
  } catch (error) {
    if (error instanceof YAMLParseError || error instanceof ReferenceError) {
      throw new SettingRefused(`not valid YAML: ${error.message}`);
    }
    throw error;
  }
}

/** The tree of a plain value, all of it at one origin. */
export function fromValue(value: unknown, origin: string): ConfigNode {
  if (Array.isArray(value)) {
    return list(
      value.map((item) => fromValue(item, origin)),
      origin,
    );
  }
  if (typeof value === "object" && value !== null) {
    return mapping(
      Object.entries(value).map(([name, child]) => [name, fromValue(child, origin)] as const),
      origin,
    );
  }
  return scalar(isScalar(value) ? value : "", origin);
}

function isScalar(value: unknown): value is ScalarNode["value"] {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}
