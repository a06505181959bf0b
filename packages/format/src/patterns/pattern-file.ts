import { parseExclude, parsePatternCommand } from "./pattern-command.ts";
import type { PatternRule } from "./pattern-command.ts";
import type { PatternStyle } from "./pattern.ts";

/** What a pattern file asks for, in its order. */
export interface PatternFile {
  readonly roots: readonly string[];
  readonly rules: readonly PatternRule[];
}

/**
 * Reads the text of a `--patterns-from` file: one command a line.
 *
 * @throws {PatternSyntaxError} At the first line that is no command.
 */
export function parsePatternFile(text: string): PatternFile {
  const roots: string[] = [];
  const rules: PatternRule[] = [];
  let fallback: PatternStyle = "sh";
  for (const line of patternLines(text)) {
    const command = parsePatternCommand(line, fallback);
    if (command.kind === "root") roots.push(command.path);
    else if (command.kind === "style") fallback = command.style;
    else rules.push({ action: command.action, pattern: command.pattern });
  }
  return { roots, rules };
}

/** Reads the text of an `--exclude-from` file: one pattern a line. @throws {PatternSyntaxError} At the first bad one. */
export function parseExcludeFile(text: string): PatternRule[] {
  return patternLines(text).map(parseExclude);
}

/** Lines without blanks around them; empty ones and comments (`#`) are left out. */
export function patternLines(text: string): string[] {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.replace(/^[\s\x1c-\x1f\x85]+|[\s\x1c-\x1f\x85]+$/g, ""))
    .filter((line) => line !== "" && !line.startsWith("#"));
}
