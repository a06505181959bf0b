import { isAbsolute } from "node:path";
import type { DataSourceContext } from "../data-source/data-source-hook.ts";
import type { SourcePattern } from "../data-source/source-pattern.ts";
import { workingDirectory } from "../data-source/working-directory.ts";

/**
 * The list with patterns of a volume pointing into its snapshot. The archive keeps the original paths: what stands before `/./` is no
 * part of them.
 *
 * @param base Folder below which the snapshot has the volume's paths.
 */
export function pointToSnapshot(
  all: readonly SourcePattern[],
  contained: readonly SourcePattern[],
  base: string,
  context: DataSourceContext,
): readonly SourcePattern[] {
  return all.map((pattern) => (contained.includes(pattern) ? inSnapshot(pattern, base, context) : pattern));
}

/** One pattern, as {@link pointToSnapshot} has it. */
export function inSnapshot(pattern: SourcePattern, base: string, context: DataSourceContext): SourcePattern {
  const isAnchored = pattern.style === "re" && pattern.path.startsWith("^");
  const path = pattern.path.replace(/^\^/, "");
  const folder = isAbsolute(path) ? base : `${base}${workingDirectory(context)}`;
  const dot = path.includes("/./") || path.startsWith("./") ? "" : "./";
  const rewritten = `${folder}/${dot}${path.replace(/^\/+/, "")}`;
  return { ...pattern, path: `${isAnchored ? "^" : ""}${rewritten}`, origin: "hook" };
}
