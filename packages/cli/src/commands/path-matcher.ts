import { PatternMatcher, PatternSyntaxError } from "@coffer/format/patterns";
import { CommandError } from "@coffer/format/errors";
import type { PatternSet } from "../options/index.ts";

/**
 * What the pattern options and PATH arguments leave of an archive's items.
 *
 * @throws {CommandError} If a PATH is no pattern.
 */
export function matchItems(patterns: PatternSet, paths: readonly string[]): PatternMatcher {
  const matcher = new PatternMatcher(true);
  matcher.addRules(patterns.rules);
  try {
    matcher.addIncludePaths(paths);
  } catch (error) {
    if (error instanceof PatternSyntaxError) throw new CommandError(error.message);
    throw error;
  }
  return matcher;
}
