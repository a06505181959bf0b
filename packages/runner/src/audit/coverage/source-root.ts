import { dirname, resolve } from "node:path";
import { normalizePath } from "@coffer/format/patterns";
import { isBelow, type Machine } from "../machine/index.ts";

/** Where a walk begins. */
export interface SourceRoot {
  /** As it is configured. */
  readonly given: string;
  /** Absolute, as it is configured. */
  readonly path: string;
  /** Absolute and without links, but that the root itself may be one; undefined if the folder around it is missing. */
  readonly real: string | undefined;
  /** Begins the names by which patterns see its files. */
  readonly walked: string;
}

export function sourceRoot(given: string, workingDirectory: string, machine: Machine): SourceRoot {
  const path = resolve(workingDirectory, given);
  // links on the way are followed, the root itself is stored as what it is
  const parent = machine.realPath(dirname(path));
  const real = parent === undefined ? undefined : resolve(parent, path.slice(dirname(path).length).replace(/^\/+/, ""));
  return { given, path, real, walked: normalizePath(given) };
}

/** The root and what leads from it to a path, each with its place and with its name for patterns; none if it is not below the root. */
export function stepsTo(
  path: string,
  { real, walked }: SourceRoot,
): { readonly real: string; readonly walked: string }[] {
  if (real === undefined || !isBelow(path, real)) return [];
  const names = path
    .slice(real === "/" ? 0 : real.length)
    .split("/")
    .filter((name) => name !== "");
  const steps = [{ real, walked }];
  for (const name of names) {
    const before = steps.at(-1) ?? { real, walked };
    steps.push({ real: resolve(before.real, name), walked: childOf(before.walked, name) });
  }
  return steps;
}

/** The name by which patterns see a file in a folder. */
export function childOf(walked: string, name: string): string {
  if (walked === ".") return name;
  return walked.endsWith("/") ? walked + name : `${walked}/${name}`;
}
