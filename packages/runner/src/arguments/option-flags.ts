import { findOption, parseOptionPath, type Option, type OptionPath } from "../config/index.ts";

/** Options that have flags of their own at the actions that they concern, and therefore none for all. */
const AT_ACTIONS: Readonly<Record<string, string>> = {
  match_archives: "--match-archives behind the action",
  progress: "--progress behind the action",
  statistics: "--stats behind the action",
  list_details: "--list behind the action",
  file_list_format: "--format behind list",
  archive_list_format: "--format behind repo-list",
};

/** An option as a flag names it. */
export interface OptionFlagMatch {
  readonly path: OptionPath;
  readonly option: Option;
  /** `--no-x`: sets it to false, or switches the whole hook off. */
  readonly negative: boolean;
}

/** Whether a value follows the flag of an option. */
export function optionTakesValue({ option, negative }: OptionFlagMatch): boolean {
  return option.type !== "boolean" && !negative;
}

/** What the flag of an option sets, when no value follows it. */
export function valueOfSwitch({ option, negative }: OptionFlagMatch): boolean | null {
  if (!negative) return true;
  return option.type === "boolean" ? false : null;
}

/**
 * Finds the option of a flag such as `--keep-daily`, `--healthchecks.ping-url`, `--repositories[0].path`, `--no-color` or
 * `--no-healthchecks`.
 *
 * @param name Without its dashes.
 */
export function findOptionFlag(name: string): OptionFlagMatch | undefined {
  const path = parseOptionPath(name);
  if (path === undefined || adviceAtActions(name) !== undefined) return undefined;
  const option = findOption(path);
  if (option !== undefined && option.type !== "object") return { path, option, negative: false };
  const last = path.at(-1);
  if (typeof last !== "string") return undefined;
  // the negative of no_owner is owner
  const positive = [...path.slice(0, -1), last.startsWith("no_") ? last.slice("no_".length) : `no_${last}`];
  const negated = findOption(positive);
  const canBeOff =
    negated?.type === "boolean" || (path.length === 1 && (negated?.type === "object" || negated?.type === "map"));
  return canBeOff ? { path: positive, option: negated, negative: true } : undefined;
}

/** Which flag to use for an option that has none for all actions. */
export function adviceAtActions(name: string): string | undefined {
  const option = name.replaceAll("-", "_");
  return Object.hasOwn(AT_ACTIONS, option) ? AT_ACTIONS[option] : undefined;
}

/** The flag of an option: `--repositories[0].path`. */
export function optionFlagName(option: string): string {
  return `--${option.replaceAll("_", "-")}`;
}
