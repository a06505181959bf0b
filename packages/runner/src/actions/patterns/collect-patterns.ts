import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { patternLines } from "@coffer/format/patterns";
import type { Configuration } from "../../config/index.ts";
import type { SourcePattern } from "../../hooks/index.ts";
import { type System, expandHome } from "../../system/index.ts";
import { ActionError } from "../action-error.ts";
import { expandGlob } from "./expand-glob.ts";
import { excludePattern, parseSourcePattern, rootPattern } from "./parse-source-pattern.ts";

/** Where relative paths begin, and what `~` means. */
export interface PatternPlace {
  readonly workingDirectory: string;
  readonly system: System;
}

/**
 * All that the configuration says about what to back up, as one list in Borg's order: source directories, patterns, excludes, files of
 * patterns, files of excludes. Globs in roots are expanded, `~` everywhere.
 *
 * @throws {ActionError} If a pattern cannot be read, or a file of them.
 */
export async function collectPatterns(configuration: Configuration, place: PatternPlace): Promise<SourcePattern[]> {
  const { source_directories = [], patterns = [], exclude_patterns = [] } = configuration;
  const collected = [
    ...source_directories.map(rootPattern),
    ...patterns.flatMap(patternLines).map(parseSourcePattern),
    ...exclude_patterns.map(excludePattern),
    ...(await linesOfFiles(configuration.patterns_from, place)).map(parseSourcePattern),
    ...(await linesOfFiles(configuration.exclude_from, place)).map(excludePattern),
  ];
  const expanded: SourcePattern[] = [];
  for (const pattern of collected) expanded.push(...(await expandPattern(pattern, place)));
  return expanded;
}

async function linesOfFiles(paths: readonly string[] | undefined, place: PatternPlace): Promise<string[]> {
  const lines: string[] = [];
  for (const path of paths ?? []) {
    for (const found of await expandPath(path, place)) {
      const text = await readFile(resolve(place.workingDirectory, found), "utf8").catch((error: unknown) => {
        throw new ActionError(`Cannot read ${found}, which patterns_from or exclude_from names`, { cause: error });
      });
      lines.push(...patternLines(text));
    }
  }
  return lines;
}

async function expandPattern(pattern: SourcePattern, place: PatternPlace): Promise<SourcePattern[]> {
  if (pattern.type !== "R") return [{ ...pattern, path: expandHome(pattern.path, place.system) }];
  return (await expandPath(pattern.path, place)).map((path) => ({ ...pattern, path }));
}

/** The paths that `path` stands for; itself if it matches nothing. */
async function expandPath(path: string, { workingDirectory, system }: PatternPlace): Promise<readonly string[]> {
  const expanded = expandHome(path, system);
  const found = await expandGlob(expanded, workingDirectory);
  return found.length === 0 ? [expanded] : found;
}
