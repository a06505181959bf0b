import { withoutLeadingSlashes } from "./normalize-path.ts";
import type { PatternAction, PatternRule } from "./pattern-command.ts";
import { createPattern, parsePattern } from "./pattern.ts";
import type { Pattern, PatternStyle } from "./pattern.ts";

/** A matcher as plain data: can be sent to another thread. */
export interface PlainMatcher {
  readonly fallback: boolean;
  readonly rules: readonly {
    readonly action: PatternAction;
    readonly style: PatternStyle;
    readonly text: string;
    readonly recurseDir: boolean;
  }[];
}

/**
 * Decides by path, as Borg does: full paths (`pf`) are looked up first; of all other patterns the first that matches counts;
 * where none does, the fallback.
 */
export class PatternMatcher {
  /** As they were added. */
  readonly #all: PatternRule[] = [];
  readonly #rules: PatternRule[] = [];
  readonly #fullPaths = new Map<string, PatternRule>();
  readonly #includes: Pattern[] = [];
  readonly #matched = new Set<Pattern>();
  #fallback: boolean;
  #recurseDir = true;

  /** @param fallback What {@link match} says where no pattern matches. */
  constructor(fallback: boolean) {
    this.#fallback = fallback;
  }

  /** A matcher with the same rules; it remembers nothing of what the other one has matched. */
  static fromPlain({ fallback, rules }: PlainMatcher): PatternMatcher {
    const matcher = new PatternMatcher(fallback);
    matcher.addRules(
      rules.map(({ action, style, text, recurseDir }) => ({ action, pattern: createPattern(style, text, recurseDir) })),
    );
    return matcher;
  }

  toPlain(): PlainMatcher {
    const rules = this.#all.map(({ action, pattern: { style, text, recurseDir } }) => ({
      action,
      style,
      text,
      recurseDir,
    }));
    return { fallback: this.#fallback, rules };
  }

  /** No pattern was added: everything is as the fallback says. */
  get isEmpty(): boolean {
    return this.#all.length === 0;
  }

  /** Whether to look inside the folder that was matched last, although it is excluded. */
  get recurseDir(): boolean {
    return this.#recurseDir;
  }

  addRules(rules: Iterable<PatternRule>): void {
    for (const rule of rules) this.#add(rule);
  }

  /**
   * Adds the paths of a command line (path prefixes, if they name no style). Where there are any, nothing else is included.
   *
   * @throws {PatternSyntaxError} If one of them is no pattern.
   */
  addIncludePaths(paths: readonly string[]): void {
    for (const path of paths) {
      const pattern = parsePattern(path, "pp");
      this.#includes.push(pattern);
      this.#add({ action: "include", pattern });
    }
    this.#fallback = paths.length === 0;
  }

  /** Whether the path is included. Leading slashes do not count. Sets {@link recurseDir}. */
  match(path: string): boolean {
    const rule = this.ruleFor(path);
    this.#recurseDir = rule?.pattern.recurseDir ?? true;
    if (rule === undefined) return this.#fallback;
    this.#matched.add(rule.pattern);
    return rule.action === "include";
  }

  /** The rule that decides on the path; undefined where the fallback does. */
  ruleFor(path: string): PatternRule | undefined {
    const relative = withoutLeadingSlashes(path);
    const named = this.#fullPaths.get(relative);
    if (named !== undefined) return named;
    for (const rule of this.#rules) if (rule.pattern.matches(relative)) return rule;
    return undefined;
  }

  /** Those of the paths given to {@link addIncludePaths} that matched nothing; full paths are not counted. */
  unmatchedIncludes(): string[] {
    return this.#includes
      .filter((pattern) => pattern.style !== "pf" && !this.#matched.has(pattern))
      .map((pattern) => pattern.text);
  }

  #add(rule: PatternRule): void {
    this.#all.push(rule);
    if (rule.pattern.fullPath === undefined) this.#rules.push(rule);
    else this.#fullPaths.set(rule.pattern.fullPath, rule);
  }
}
