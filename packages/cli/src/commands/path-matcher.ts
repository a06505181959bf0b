import type { PatternSet } from "../options/index.ts";
export function matchPaths(_patterns: PatternSet, paths: readonly string[]): { matches: (path: string) => boolean } {
  return { matches: (path) => paths.length === 0 || paths.includes(path) };
}
