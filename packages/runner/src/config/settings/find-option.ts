import { DEPRECATED_HOOKS, SCHEMA, type Option, type OptionTable } from "../schema/index.ts";
import type { OptionPath } from "./option-path.ts";

const ALL: OptionTable = { ...SCHEMA, ...DEPRECATED_HOOKS };

/** The row of the table for an option, nested or not; nothing if there is no such option. */
export function findOption(path: OptionPath): Option | undefined {
  let option: Option | undefined;
  for (const [depth, step] of path.entries()) {
    if (typeof step === "number") option = option?.type === "list" ? option.items : undefined;
    else if (depth === 0) option = Object.hasOwn(ALL, step) ? ALL[step] : undefined;
    else if (option?.type === "object") {
      option = Object.hasOwn(option.options, step) ? option.options[step] : undefined;
    } else option = option?.type === "map" ? { type: "string" } : undefined;
    if (option === undefined) return undefined;
  }
  return option;
}
