import type { Configuration } from "../../config/index.ts";

/** Source directories as paths of an archive; of a glob the folder that it looks into. */
export function sourceRoots({ source_directories = [], patterns = [] }: Configuration): readonly string[] {
  const roots = patterns.flatMap((line) => /^R\s+(.+)$/.exec(line.trim())?.[1] ?? []);
  return [...source_directories, ...roots]
    .map((path) => path.replace(/\/?[^/]*[*?[].*$/, "").replace(/^.*\/\.\//, ""))
    .map((path) => path.replace(/^\/+|\/+$/g, ""))
    .filter((path) => path !== "");
}

/** The source directory that a path of an archive belongs to; the first folder of the path where it is none of `roots`. */
export function groupOf(path: string, roots: readonly string[]): string {
  let best = "";
  for (const root of roots) {
    if (root.length > best.length && (path === root || path.startsWith(`${root}/`))) best = root;
  }
  return best === "" ? (path.split("/", 1)[0] ?? "") : best;
}
