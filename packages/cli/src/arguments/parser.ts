import { isDeepStrictEqual } from "node:util";
import { reprText } from "../text/index.ts";
import { ArgumentTypeMismatch, ArgumentValueError, UsageError } from "./argument-errors.ts";
import { type BoundPositional, type BoundSwitch, type Level, stageNames, switchName } from "./level.ts";
import type { Arity, ParseWorld } from "./parameter.ts";
import { COMMAND_METAVAR, formatUsage } from "./usage.ts";

/** What the command line says. */
export type ParseOutcome =
  | { readonly kind: "help"; readonly level: Level }
  | { readonly kind: "version" }
  /** `values` by name; common options of earlier levels are overridden by those of later ones. */
  | { readonly kind: "command"; readonly level: Level; readonly values: Readonly<Record<string, unknown>> };

/** Where a word stands: a positional argument, an option, or the mark `--`. */
type Token = { readonly kind: "A" | "-" } | { readonly kind: "O"; readonly match: OptionMatch };

interface OptionMatch {
  readonly bound: BoundSwitch | undefined;
  readonly flag: string;
  readonly attached: string | undefined;
}

/** What one word of options means: flags without value, then one switch and the value written with it. */
interface Bundle {
  readonly flags: readonly BoundSwitch[];
  readonly last: BoundSwitch;
  readonly attached: string | undefined;
}

/**
 * Reads a command line as Python's `argparse` does: unique prefixes of long options, `--option=value`, `-xVALUE`,
 * grouped short flags, `--`, options between positional arguments, options of the program before and after the command.
 *
 * @param columns Width for the usage in errors.
 * @throws {UsageError} If the command line is wrong.
 * @throws {BorgError} Whatever a value's conversion throws.
 */
export function parseCommandLine(
  top: Level,
  words: readonly string[],
  world: ParseWorld,
  columns: number,
): ParseOutcome {
  const run = new LevelRun(top, words, world, columns, new Map());
  const stop = run.run();
  if (stop !== undefined) return stop;
  if (run.leftovers.length > 0) throw run.error(`unrecognized arguments: ${run.leftovers.join(" ")}`);
  return { kind: "command", level: run.deepest, values: Object.fromEntries(run.values) };
}

class LevelRun {
  readonly values: Map<string, unknown>;
  readonly leftovers: string[] = [];
  deepest: Level;
  private readonly level: Level;
  private readonly words: readonly string[];
  private readonly world: ParseWorld;
  private readonly columns: number;
  private readonly tokens: readonly Token[];
  /** The kinds of all tokens, a letter each; joined once, as there may be ten thousands of words. */
  private readonly kinds: string;
  private readonly byFlag = new Map<string, BoundSwitch>();
  private readonly pending: BoundPositional[];
  private readonly met = new Set<unknown>();
  /** Rivals that were given a value other than their initial one. */
  private readonly changed = new Map<string, BoundSwitch>();
  private stageMissing: boolean;
  private outcome: ParseOutcome | undefined;

  constructor(
    level: Level,
    words: readonly string[],
    world: ParseWorld,
    columns: number,
    values: Map<string, unknown>,
  ) {
    this.level = level;
    this.deepest = level;
    this.words = words;
    this.world = world;
    this.columns = columns;
    this.values = values;
    this.pending = [...level.positionals];
    this.stageMissing = level.stages.size > 0;
    for (const bound of level.switches) {
      for (const name of bound.one.flags) this.byFlag.set(name, bound);
      if (!values.has(bound.dest)) values.set(bound.dest, bound.parameter.initial);
    }
    for (const { dest, positional } of level.positionals) values.set(dest, positional.initial);
    this.tokens = this.classify();
    this.kinds = this.tokens.map((token) => token.kind).join("");
  }

  run(): ParseOutcome | undefined {
    const last = this.tokens.findLastIndex((token) => token.kind === "O");
    let at = 0;
    while (at <= last && this.outcome === undefined) {
      let next = at;
      while (this.tokens[next]?.kind !== "O") next += 1;
      if (at !== next) {
        const end = this.takePositionals(at);
        if (end > at) {
          at = end;
          continue;
        }
        this.leftovers.push(...this.words.slice(at, next));
      }
      at = this.takeOption(next);
    }
    if (this.outcome !== undefined) return this.outcome;
    const end = this.takePositionals(at);
    if (this.outcome !== undefined) return this.outcome;
    this.leftovers.push(...this.words.slice(end));
    this.checkRequired();
    return undefined;
  }

  error(message: string): UsageError {
    return new UsageError(formatUsage(this.level, this.columns), this.level.program, message);
  }

  private classify(): Token[] {
    const mark = this.words.indexOf("--");
    return this.words.map((word, index) => {
      if (mark >= 0 && index >= mark) return { kind: index === mark ? "-" : "A" };
      const match = this.matchOption(word);
      return match === undefined ? { kind: "A" } : { kind: "O", match };
    });
  }

  private matchOption(word: string): OptionMatch | undefined {
    if (!word.startsWith("-") || word.length === 1) return undefined;
    const exact = this.byFlag.get(word);
    if (exact !== undefined) return { bound: exact, flag: word, attached: undefined };
    const equals = word.indexOf("=");
    if (equals > 0) {
      const flag = word.slice(0, equals);
      const bound = this.byFlag.get(flag);
      if (bound !== undefined) return { bound, flag, attached: word.slice(equals + 1) };
    }
    const candidates = this.abbreviations(word);
    if (candidates.length > 1) {
      const names = candidates.map((candidate) => candidate.flag).join(", ");
      throw this.error(`ambiguous option: ${word} could match ${names}`);
    }
    if (candidates[0] !== undefined) return candidates[0];
    if (/^-\d+$|^-\d*\.\d+$/.test(word) || word.includes(" ")) return undefined;
    return { bound: undefined, flag: word, attached: undefined };
  }

  private abbreviations(word: string): OptionMatch[] {
    const found: OptionMatch[] = [];
    if (word.startsWith("--")) {
      const equals = word.indexOf("=");
      const prefix = equals < 0 ? word : word.slice(0, equals);
      const attached = equals < 0 ? undefined : word.slice(equals + 1);
      for (const [flag, bound] of this.byFlag) if (flag.startsWith(prefix)) found.push({ bound, flag, attached });
      return found;
    }
    const short = word.slice(0, 2);
    for (const [flag, bound] of this.byFlag) {
      if (flag === short) found.push({ bound, flag, attached: word.slice(2) });
      else if (flag.startsWith(word)) found.push({ bound, flag, attached: undefined });
    }
    return found;
  }

  /** @returns Where to go on. */
  private takeOption(at: number): number {
    const token = this.tokens[at];
    if (token?.kind !== "O") return at + 1;
    const { match } = token;
    if (match.bound === undefined) {
      this.leftovers.push(this.words[at] ?? "");
      return at + 1;
    }
    // Nothing takes effect before the whole word is understood: -hX is an error, not help.
    const { flags, last, attached } = this.unbundle({ ...match, bound: match.bound });
    const next = this.tokens[at + 1]?.kind === "A" ? this.words[at + 1] : undefined;
    const { metavar, bareValue, missingValue } = last.one;
    const value = metavar === undefined ? "" : (attached ?? next ?? bareValue);
    if (value === undefined) {
      throw this.error(`argument ${switchName(last.one)}: expected ${missingValue ?? "one argument"}`);
    }
    for (const bound of flags) this.apply(bound, "");
    this.apply(last, value);
    return at + (metavar !== undefined && attached === undefined && next !== undefined ? 2 : 1);
  }

  /** A flag of one letter may be followed by others, the last of which may have a value: -nvefile. */
  private unbundle(match: OptionMatch & { readonly bound: BoundSwitch }): Bundle {
    const flags: BoundSwitch[] = [];
    let { bound, flag, attached } = match;
    while (attached !== undefined && bound.one.metavar === undefined) {
      const next = flag[1] === "-" || attached === "" ? undefined : this.byFlag.get(`-${attached[0]}`);
      if (next === undefined) {
        throw this.error(`argument ${switchName(bound.one)}: ignored explicit argument ${reprText(attached)}`);
      }
      flags.push(bound);
      bound = next;
      flag = `-${attached[0]}`;
      attached = attached.length > 1 ? attached.slice(1) : undefined;
    }
    return { flags, last: bound, attached };
  }

  private apply(bound: BoundSwitch, text: string): void {
    if (this.outcome !== undefined) return;
    const { one, dest, parameter } = bound;
    const name = switchName(one);
    this.met.add(one);
    if (one.stops === "help") this.outcome = { kind: "help", level: this.level };
    if (one.stops === "version") this.outcome = { kind: "version" };
    const value = this.convert(name, text, () =>
      one.apply(this.values.get(dest) ?? parameter.initial, text, this.world, (words, added) =>
        this.values.set(words, [...this.wordsOf(words), ...added]),
      ),
    );
    if (one.choices !== undefined) this.checkChoice(name, text, one.choices);
    if (one.rivals !== undefined) {
      const rival = this.changed.get(one.rivals);
      if (rival !== undefined && rival.one !== one) {
        throw this.error(`argument ${name}: not allowed with argument ${switchName(rival.one)}`);
      }
      this.changed.set(one.rivals, bound);
    }
    if (one.once === true && !isDeepStrictEqual(this.values.get(dest), parameter.initial)) {
      throw this.error(`argument ${name}: There can be only one.`);
    }
    this.values.set(dest, value);
  }

  private checkChoice(name: string, text: string, choices: readonly string[]): void {
    if (choices.includes(text)) return;
    throw this.error(
      `argument ${name}: invalid choice: ${reprText(text)} (choose from ${choices.map(reprText).join(", ")})`,
    );
  }

  private convert<T>(name: string, text: string, work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof ArgumentValueError) throw this.error(`argument ${name}: ${error.message}`);
      if (error instanceof ArgumentTypeMismatch) {
        throw this.error(`argument ${name}: invalid ${error.typeName} value: ${reprText(text)}`);
      }
      throw error;
    }
  }

  /**
   * Gives the words from `at` on to as many of the waiting positional arguments as they fit, each taking all it can.
   *
   * @returns Where to go on.
   */
  private takePositionals(at: number): number {
    const kinds = this.kinds.slice(at);
    if (this.stageMissing) return this.takeStage(at, kinds);
    for (let count = this.pending.length; count > 0; count -= 1) {
      const taking = this.pending.slice(0, count);
      const match = new RegExp(`^${taking.map((one) => ARITY_SHAPE[one.positional.arity]).join("")}`).exec(kinds);
      if (match === null) continue;
      const lengths = taking.map((_, index) => match[index + 1]?.length ?? 0);
      // What may be empty waits for words that stand behind the next option.
      if (kinds[match[0].length] === "O") while (lengths.at(-1) === 0) lengths.pop();
      let end = at;
      for (const [index, length] of lengths.entries()) {
        this.collect(taking[index] as BoundPositional, this.words.slice(end, end + length));
        end += length;
      }
      this.pending.splice(0, lengths.length);
      return end;
    }
    return at;
  }

  private collect({ dest, positional }: BoundPositional, words: readonly string[]): void {
    const { arity, metavar } = positional;
    const mark = arity === "rest" ? -1 : words.indexOf("--");
    const given = mark < 0 ? words : words.toSpliced(mark, 1);
    const take = (some: readonly string[]): unknown =>
      this.convert(metavar, some[0] ?? "", () => positional.collect(some, this.world));
    if (arity === "one" || arity === "optional") {
      this.values.set(dest, take(given));
      return;
    }
    // Word by word, so that an error names the right one.
    const taken = given.flatMap((word) => take([word]));
    const before = this.wordsOf(dest);
    this.values.set(dest, positional.adds === true || taken.length === 0 ? [...before, ...taken] : taken);
  }

  private wordsOf(dest: string): readonly unknown[] {
    const words = this.values.get(dest);
    return Array.isArray(words) ? words : [];
  }

  private takeStage(at: number, kinds: string): number {
    if (!/^-*A/.test(kinds)) return at;
    this.stageMissing = false;
    const name = this.words[at] ?? "";
    const stage = this.level.stages.get(name);
    if (stage === undefined) {
      const names = stageNames(this.level).map(reprText).join(", ");
      throw this.error(`argument ${COMMAND_METAVAR}: invalid choice: ${reprText(name)} (choose from ${names})`);
    }
    const level = stage.level();
    const run = new LevelRun(level, this.words.slice(at + 1), this.world, this.columns, this.values);
    this.outcome = run.run();
    this.deepest = run.deepest;
    this.leftovers.push(...run.leftovers);
    return this.words.length;
  }

  private checkRequired(): void {
    const missing = [
      ...this.level.switches
        .filter(({ one }) => one.required === true && !this.met.has(one))
        .map(({ one }) => switchName(one)),
      ...this.missingPositionals(),
    ];
    if (missing.length > 0) throw this.error(`the following arguments are required: ${missing.join(", ")}`);
  }

  private missingPositionals(): string[] {
    return this.pending
      .filter(({ positional }) => positional.arity !== "optional")
      .map(({ positional }) => positional.metavar);
  }
}

/** How many words (`A`) an argument takes; the mark `--` may stand among them. */
const ARITY_SHAPE: Readonly<Record<Arity, string>> = {
  one: "(-*A-*)",
  optional: "(-*A?-*)",
  any: "([A-]*)",
  some: "(-*A[A-]*)",
  rest: "([-AO]*)",
};
