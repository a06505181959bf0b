/**
 * Which paths, which archives: patterns; and placeholders in texts.
 *
 * A *style* says how a pattern is read: `fm`, `sh`, `re`, `pp`, `pf`. A *rule* is a pattern and what it does. *Recurse*: look
 * inside a folder that is excluded itself. All of it as Python's `fnmatch`, `re` and `str.format` would have it.
 *
 * Stands on errors. See docs/formats/patterns.md.
 *
 * @module
 */
export { compileFnmatch } from "./fnmatch.ts";
export { normalizePath } from "./normalize-path.ts";
export { parseExclude, parsePatternCommand } from "./pattern-command.ts";
export type { PatternAction, PatternCommand, PatternRule } from "./pattern-command.ts";
export { parseExcludeFile, parsePatternFile, patternLines } from "./pattern-file.ts";
export type { PatternFile } from "./pattern-file.ts";
export { PatternMatcher } from "./pattern-matcher.ts";
export type { PlainMatcher } from "./pattern-matcher.ts";
export { PatternSyntaxError } from "./pattern-syntax-error.ts";
export { createPattern, parsePattern, patternStyle } from "./pattern.ts";
export type { Pattern, PatternStyle } from "./pattern.ts";
export { fillPlaceholders, PlaceholderSyntaxError } from "./placeholders.ts";
export type { PlaceholderValue } from "./placeholders.ts";
export { compileShellPattern } from "./shell-pattern.ts";
