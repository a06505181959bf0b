import { resolve } from "node:path";
import { compileFnmatch, PatternSyntaxError } from "@coffer/format/patterns";

/** What names a repository. */
interface NamedRepository {
  readonly path: string;
  readonly label?: string;
}

/**
 * Whether `wanted` (a path, a label, or a glob of either) means the repository. Relative paths are taken from `cwd`. Which of the two
 * holds the glob does not matter.
 */
export function repositoryMatches(wanted: string, { path, label }: NamedRepository, cwd: string): boolean {
  if (label !== undefined && globMatches(wanted, label)) return true;
  return globMatches(absolute(wanted, cwd), absolute(path, cwd));
}

function globMatches(one: string, other: string): boolean {
  return one === other || matches(one, other) || matches(other, one);
}

function matches(pattern: string, text: string): boolean {
  if (!/[*?[]/.test(pattern)) return false;
  try {
    return compileFnmatch(pattern).test(text);
  } catch (error) {
    if (error instanceof PatternSyntaxError) return false;
    throw error;
  }
}

function absolute(path: string, cwd: string): string {
  if (path.startsWith("file://")) return resolve(cwd, path.slice("file://".length));
  return path.includes(":") ? path : resolve(cwd, path);
}
