import { parsePatternFile, PatternMatcher } from "@coffer/format/patterns";
import type { Configuration } from "../../config/index.ts";
import { isBelow, type Machine, type Mount, mountOf, type NamedFile } from "../machine/index.ts";
import type { Coverage } from "./coverage.ts";
import { childOf, type SourceRoot, sourceRoot, stepsTo } from "./source-root.ts";
import { folderTag } from "./folder-tag.ts";

/** What coverage is decided by. */
export interface CoverageOptions {
  readonly configuration: Configuration;
  /** The list that archives are made from, as a file for `--patterns-from` holds it. */
  readonly lines: readonly string[];
  /** Where relative roots begin; absolute. */
  readonly workingDirectory: string;
  readonly machine: Machine;
  readonly mounts: readonly Mount[];
}

/** A folder that an archive takes, with those of its names that it takes, too. */
export interface SourceFolder {
  /** Absolute, without links. */
  readonly path: string;
  readonly names: readonly NamedFile[];
}

interface Step {
  readonly real: string;
  readonly walked: string;
}

/** Decides what archives of a configuration take. Flags of files (`exclude_nodump`) are not looked at. */
export class SourceCoverage {
  readonly roots: readonly SourceRoot[];
  readonly #options: CoverageOptions;
  readonly #matcher = new PatternMatcher(true);

  /** @throws {PatternSyntaxError} If a pattern is none; `create` would refuse it, too. */
  constructor(options: CoverageOptions) {
    const { lines, workingDirectory, machine } = options;
    const { roots, rules } = parsePatternFile(lines.join("\n"));
    this.#options = options;
    this.#matcher.addRules(rules);
    this.roots = roots.map((root) => sourceRoot(root, workingDirectory, machine));
  }

  /** What an archive takes of a path. @param path Absolute; links are followed, for it is the data that matter. */
  at(path: string): Coverage {
    const real = this.#options.machine.realPath(path) ?? path;
    let found: Coverage = { state: "elsewhere" };
    for (const root of this.roots) {
      if (root.real === undefined || this.#options.machine.look(root.real) === undefined) continue;
      if (isBelow(real, root.real)) {
        const here = this.below(root, real);
        if (here.state === "covered") return here;
        if (found.state === "elsewhere") found = here;
      } else if (isBelow(root.real, real)) found = { state: "partly" };
    }
    return found;
  }

  /** What the walk from one root takes of a path below it. */
  below(root: SourceRoot, real: string): Coverage {
    const steps = stepsTo(real, root);
    for (const step of steps) {
      const because = this.#barrier(root, step);
      if (because !== undefined) return { state: "excluded", because };
    }
    const last = steps.at(-1);
    if (last === undefined) return { state: "elsewhere" };
    const because = this.#exclusionOf(last) ?? this.#hollow(root, last);
    return because === undefined ? { state: "covered" } : { state: "excluded", because };
  }

  /** All folders that an archive takes, each once. */
  *folders(): Generator<SourceFolder, void, undefined> {
    const seen = new Set<string>();
    const stack: (Step & { readonly root: SourceRoot })[] = this.roots.flatMap((root) =>
      root.real === undefined ? [] : [{ root, real: root.real, walked: root.walked }],
    );
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      const { root, real, walked } = next;
      if (seen.has(real) || this.#barrier(root, next) !== undefined) continue;
      seen.add(real);
      const names = this.#options.machine.names(real);
      yield { path: real, names: names.filter(({ name }) => this.#matcher.match(childOf(walked, name))) };
      for (const { name, kind } of names) {
        if (kind === "folder") stack.push({ root, ...childStep({ real, walked }, name) });
      }
    }
  }

  /** Why a walk does not go into a folder, if it does not. */
  #barrier(root: SourceRoot, { real, walked }: Step): string | undefined {
    const { configuration, machine, mounts } = this.#options;
    const isIncluded = this.#matcher.match(walked);
    if (!isIncluded && !this.#matcher.recurseDir) return this.#exclusionOf({ real, walked });
    const isFolder = machine.look(real)?.kind === "folder";
    if (!isFolder) return undefined;
    if (configuration.one_file_system === true && !isSameDevice(real, root.real ?? real, mounts)) {
      return "one_file_system leaves out other file systems";
    }
    const tag = folderTag(real, configuration, machine);
    return tag === undefined ? undefined : `it holds ${tag}`;
  }

  #exclusionOf({ walked }: Step): string | undefined {
    const rule = this.#matcher.ruleFor(walked);
    if (rule === undefined || rule.action === "include") return undefined;
    return `the pattern ${rule.pattern.style}:${rule.pattern.text} leaves it out`;
  }

  /** Why everything in a folder is left out, although the folder itself is not. */
  #hollow(root: SourceRoot, step: Step): string | undefined {
    let because: string | undefined;
    for (const { name } of this.#options.machine.names(step.real)) {
      const child = childStep(step, name);
      because = this.#barrier(root, child) ?? this.#exclusionOf(child);
      if (because === undefined) return undefined;
    }
    return because;
  }
}

function childStep({ real, walked }: Step, name: string): Step {
  return { real: real === "/" ? `/${name}` : `${real}/${name}`, walked: childOf(walked, name) };
}

function isSameDevice(one: string, other: string, mounts: readonly Mount[]): boolean {
  return mountOf(one, mounts)?.device === mountOf(other, mounts)?.device;
}
