import { PatternSyntaxError } from "./pattern-syntax-error.ts";
import { parsePattern, patternStyle } from "./pattern.ts";
import type { Pattern, PatternStyle } from "./pattern.ts";

/** What a matching pattern does. `exclude-no-recurse` does not look inside excluded folders. */
export type PatternAction = "include" | "exclude" | "exclude-no-recurse";

export interface PatternRule {
  readonly action: PatternAction;
  readonly pattern: Pattern;
}

/** A line of a pattern file, or the value of `--pattern`. */
export type PatternCommand =
  | ({ readonly kind: "rule" } & PatternRule)
  | { readonly kind: "root"; readonly path: string }
  | { readonly kind: "style"; readonly style: PatternStyle };

const ACTIONS: Readonly<Record<string, PatternAction | "root" | "style">> = {
  "-": "exclude",
  "!": "exclude-no-recurse",
  "+": "include",
  R: "root",
  r: "root",
  P: "style",
  p: "style",
};

/**
 * Reads a command such as `+ fm:*.txt`, `! /home/cache`, `R /home` or `P sh`.
 *
 * @throws {PatternSyntaxError} In Borg's words.
 */
export function parsePatternCommand(text: string, fallback: PatternStyle = "sh"): PatternCommand {
  const [first] = text;
  if (first === undefined) throw new PatternSyntaxError("A pattern/command must not be empty.");
  const action = Object.hasOwn(ACTIONS, first) ? ACTIONS[first] : undefined;
  if (action === undefined) {
    throw new PatternSyntaxError(`A pattern/command must start with any of: ${Object.keys(ACTIONS).join(", ")}`);
  }
  const value = text.slice(1).trimStart();
  if (value === "") throw new PatternSyntaxError("A pattern/command must have a value part.");
  if (action === "root") return { kind: "root", path: value };
  if (action === "style") return { kind: "style", style: styleOf(value) };
  return { kind: "rule", action, pattern: parsePattern(value, fallback, action !== "exclude-no-recurse") };
}

function styleOf(text: string): PatternStyle {
  try {
    return patternStyle(text);
  } catch (error) {
    throw new PatternSyntaxError(`Invalid pattern style: ${text}`, { cause: error });
  }
}

/** The value of `--exclude`. @throws {PatternSyntaxError} If the pattern is none. */
export function parseExclude(text: string): PatternRule {
  return { action: "exclude-no-recurse", pattern: parsePattern(text, "fm", false) };
}
