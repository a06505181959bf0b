import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type SourcePattern, formatSourcePattern } from "../../hooks/index.ts";

/**
 * Writes the list to a file that only its owner can read.
 *
 * @param folder Has no such file yet, or one that may be replaced.
 * @returns The path; undefined if there is nothing to write.
 */
export async function writePatternFile(
  folder: string,
  patterns: readonly SourcePattern[],
): Promise<string | undefined> {
  if (patterns.length === 0) return undefined;
  const path = join(folder, "patterns");
  // the same root twice would be read twice
  const lines = new Set(patterns.map(formatSourcePattern));
  await writeFile(path, [...lines, ""].join("\n"), { mode: 0o600 });
  return path;
}
