import {
  type PatternRule,
  PatternSyntaxError,
  parseExclude,
  parseExcludeFile,
  parsePatternCommand,
  parsePatternFile,
} from "@coffer/format/patterns";
import {
  ArgumentTypeMismatch,
  ArgumentValueError,
  BareArgumentError,
  type Parameter,
  type ParametersOf,
  type Switch,
  inGroup,
} from "../arguments/index.ts";

/** Heading of the options that say what is left out. */
export const EXCLUSION = "Include/Exclude options";

/** What the pattern options say together, in the order in which they were given. */
export interface PatternSet {
  readonly rules: readonly PatternRule[];
}

/** Name of the positional argument that `R` lines add to; a command with pattern options has one. */
const ROOTS = "paths";

export interface PatternValues {
  readonly patterns: PatternSet;
}

const exclude: Switch<PatternSet> = {
  flags: ["-e", "--exclude"],
  metavar: "PATTERN",
  help: "leave out paths that match PATTERN",
  apply: (set, text) => withRules(set, [readExclude(text)]),
};

const excludeFrom: Switch<PatternSet> = {
  flags: ["--exclude-from"],
  metavar: "EXCLUDEFILE",
  help: "leave out paths that match one of the patterns in EXCLUDEFILE, one a line",
  missingValue: "1 argument",
  apply: (set, path, world) =>
    withRules(
      set,
      bare(() => parseExcludeFile(world.readText(path))),
    ),
};

const pattern: Switch<PatternSet> = {
  flags: ["--pattern"],
  metavar: "PATTERN",
  help: "take or leave out paths that match PATTERN",
  missingValue: "1 argument",
  apply: (set, text, _world, addWords) => {
    const command = bare(() => parsePatternCommand(text));
    if (command.kind === "root") addWords(ROOTS, [command.path]);
    return command.kind === "rule" ? withRules(set, [command]) : set;
  },
};

const patternsFrom: Switch<PatternSet> = {
  flags: ["--patterns-from"],
  metavar: "PATTERNFILE",
  help: "take or leave out paths by the patterns in PATTERNFILE, one a line",
  missingValue: "1 argument",
  apply: (set, path, world, addWords) => {
    const { roots, rules } = bare(() => parsePatternFile(world.readText(path)));
    addWords(ROOTS, roots);
    return withRules(set, rules);
  },
};

const patterns: Parameter<PatternSet> = {
  initial: { rules: [] },
  switches: [exclude, excludeFrom, pattern, patternsFrom],
};

/** `--exclude` and its kin. Their order on the command line counts. */
export const patternOptions: ParametersOf<PatternValues> = inGroup(EXCLUSION, { patterns });

function withRules(set: PatternSet, rules: readonly PatternRule[]): PatternSet {
  return { rules: [...set.rules, ...rules] };
}

function readExclude(text: string): PatternRule {
  try {
    return parseExclude(text);
  } catch (error) {
    if (!(error instanceof PatternSyntaxError)) throw error;
    if (error.message.startsWith("Unknown pattern style")) throw new ArgumentTypeMismatch("parse_exclude_pattern");
    throw new ArgumentValueError(error.message);
  }
}

function bare<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof PatternSyntaxError) throw new BareArgumentError(error.message);
    throw error;
  }
}
