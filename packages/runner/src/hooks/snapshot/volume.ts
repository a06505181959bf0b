import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { DataSourceContext } from "../data-source/data-source-hook.ts";
import type { SourcePattern } from "../data-source/source-pattern.ts";
import { workingDirectory } from "../data-source/working-directory.ts";

/** A file system, or a part of one, that can be frozen as a whole. */
export interface Volume {
  /** As its tools call it. */
  readonly name: string;
  /** Where its files are seen. */
  readonly mountPoint: string;
  /** To be backed up whatever the configuration names. */
  readonly always?: boolean;
}

/** A volume and the patterns that lie in it. */
export interface ChosenVolume<V extends Volume = Volume> {
  readonly volume: V;
  readonly patterns: readonly SourcePattern[];
}

/**
 * The volumes that hold a root which the user has configured, by their mount points, each with all patterns that lie in it. A pattern
 * belongs to the innermost volume; one with a wildcard belongs to where its literal beginning lies.
 */
export function chooseVolumes<V extends Volume>(
  volumes: readonly V[],
  patterns: readonly SourcePattern[],
  context: DataSourceContext,
): readonly ChosenVolume<V>[] {
  const left = new Set(patterns);
  const chosen: ChosenVolume<V>[] = [];
  // inner volumes have longer paths than those around them
  for (const volume of volumes.toSorted((a, b) => compare(b.mountPoint, a.mountPoint))) {
    const contained = [...left].filter((pattern) => contains(volume, pattern, context));
    for (const pattern of contained) left.delete(pattern);
    const isAsked = contained.some(({ type, origin }) => type === "R" && origin === "configuration");
    if (isAsked || volume.always === true) chosen.push({ volume, patterns: contained });
  }
  return chosen.toReversed();
}

function compare(first: string, second: string): number {
  return first < second ? -1 : Number(first > second);
}

function contains({ mountPoint }: Volume, pattern: SourcePattern, context: DataSourceContext): boolean {
  const path = absolutePath(pattern, context);
  const isBelow = mountPoint === "/" || path === mountPoint || path.startsWith(`${mountPoint}/`);
  // what is mounted below a volume is no part of its snapshot
  return isBelow && deviceOf(path) === deviceOf(mountPoint);
}

/** Where a pattern points, as far as it does: the caret of a regular expression is no part of it. */
export function absolutePath({ path }: SourcePattern, context: DataSourceContext): string {
  return resolve(workingDirectory(context), path.replace(/^\^/, ""));
}

/** Device of a path, or of the folder above it that exists. */
function deviceOf(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? deviceOf(dirname(path)) : found.dev;
}
