import { lstat, opendir } from "node:fs/promises";
import { resolve } from "node:path";
import { createPattern } from "@coffer/format/patterns";

const IS_GLOB = /[*?[]/;

/**
 * The existing paths that a glob stands for: `*`, `?` and `[…]` within one part of a path, and no hidden names unless the part begins
 * with a dot. Names come in the order of their folder, as borgmatic has them. Everything else of the path is kept as it is written, `/./` too.
 *
 * @param base Where a relative path begins.
 * @returns Nothing if nothing matches.
 */
export async function expandGlob(path: string, base: string): Promise<string[]> {
  // separators are kept, so that joining gives back the path as it was written
  const parts = path.split(/(\/+)/);
  let found = [""];
  for (const part of parts) {
    if (!IS_GLOB.test(part)) {
      found = found.map((before) => before + part);
      continue;
    }
    const next: string[] = [];
    for (const before of found) next.push(...(await matchNames(part, before, base)));
    found = next;
  }
  return await keepExisting(found, base);
}

async function matchNames(part: string, folder: string, base: string): Promise<string[]> {
  const pattern = createPattern("fm", part);
  const found: string[] = [];
  const entries = await opendir(resolve(base, folder)).catch(() => []);
  for await (const { name } of entries) {
    if ((part.startsWith(".") || !name.startsWith(".")) && pattern.matches(name)) found.push(folder + name);
  }
  return found;
}

async function keepExisting(paths: readonly string[], base: string): Promise<string[]> {
  const kept: string[] = [];
  for (const path of paths) {
    const exists = await lstat(resolve(base, path)).then(
      () => true,
      () => false,
    );
    if (exists) kept.push(path);
  }
  return kept;
}
