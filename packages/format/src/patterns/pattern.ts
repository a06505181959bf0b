import { compileFnmatch } from "./fnmatch.ts";
import { normalizePath, withoutLeadingSlashes, withoutTrailingSlashes } from "./normalize-path.ts";
import { PatternSyntaxError } from "./pattern-syntax-error.ts";
import { compilePythonRegex } from "./python-regex.ts";
import { shellPatternRegExp } from "./shell-pattern.ts";

/** `fm` fnmatch, `sh` shell, `re` regular expression, `pp` path prefix, `pf` path in full. */
export type PatternStyle = "fm" | "sh" | "re" | "pp" | "pf";

/** A compiled pattern. */
export interface Pattern {
  readonly style: PatternStyle;
  /** As the user wrote it, without the style. */
  readonly text: string;
  /** Whether to look inside a folder that it excludes. */
  readonly recurseDir: boolean;
  /** For `pf`: the path that it matches. */
  readonly fullPath: string | undefined;
  /** @param path Without leading slash. */
  matches(path: string): boolean;
}

const STYLES: ReadonlySet<string> = new Set<PatternStyle>(["fm", "sh", "re", "pp", "pf"]);

/** @throws {PatternSyntaxError} If there is no such style; Borg's words. */
export function patternStyle(text: string): PatternStyle {
  if (!STYLES.has(text)) throw new PatternSyntaxError(`Unknown pattern style: ${text}`);
  return text as PatternStyle;
}

/**
 * Reads a pattern as users write it: with a style in front (`re:…`), or without.
 *
 * @param fallback Style of a pattern without one.
 * @throws {PatternSyntaxError} If the style does not exist or its rules are broken.
 */
export function parsePattern(text: string, fallback: PatternStyle, recurseDir = true): Pattern {
  const match = /^([\p{L}\p{N}]{2}):/u.exec(text);
  if (match === null) return createPattern(fallback, text, recurseDir);
  return createPattern(patternStyle(match[1] ?? ""), text.slice(3), recurseDir);
}

/** Longest pattern, in UTF-16 units. */
const PATTERN_LENGTH_MAX = 0x10000;

/** @throws {PatternSyntaxError} If the rules of the style are broken, or the pattern is longer than 64 Ki. */
export function createPattern(style: PatternStyle, text: string, recurseDir = true): Pattern {
  if (text.length > PATTERN_LENGTH_MAX) throw new PatternSyntaxError("pattern too long");
  const fullPath = style === "pf" ? withoutLeadingSlashes(normalizePath(text)) : undefined;
  return { style, text, recurseDir, fullPath, matches: matcherOf(style, text, fullPath) };
}

function matcherOf(style: PatternStyle, text: string, fullPath: string | undefined): (path: string) => boolean {
  switch (style) {
    case "pf":
      return (path) => path === fullPath;
    case "pp": {
      const prefix = withoutLeadingSlashes(`${withoutTrailingSlashes(normalizePath(text))}/`);
      return (path) => path.startsWith(prefix) || `${path}/` === prefix;
    }
    case "fm": {
      const regex = compileFnmatch(withEnding(text, "*"));
      return (path) => regex.test(`${path}/`);
    }
    case "sh": {
      const regex = shellPatternRegExp(withEnding(text, "**/*"));
      return (path) => regex.test(`${path}/`);
    }
    case "re": {
      const regex = compilePythonRegex(text);
      return (path) => regex.test(path);
    }
  }
}

/** A pattern matches a path and all that is in it; with a slash at its end only what is in it. */
function withEnding(text: string, anything: string): string {
  const path = normalizePath(text);
  const complete = text.endsWith("/") ? `${withoutTrailingSlashes(path)}/${anything}/` : `${path}/${anything}`;
  return withoutLeadingSlashes(complete);
}
