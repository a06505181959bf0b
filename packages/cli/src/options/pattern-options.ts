import { type Parameter, type ParametersOf, type Switch, inGroup } from "../arguments/index.ts";

/** Heading of the options that say what is left out. */
export const EXCLUSION = "Include/Exclude options";

export interface PatternSet {
  readonly lines: readonly string[];
}
export interface PatternValues {
  readonly patterns: PatternSet;
}
const one = (
  flags: readonly string[],
  metavar: string,
  help: string,
  missingValue: Switch<PatternSet>["missingValue"] = "one argument",
): Switch<PatternSet> => ({
  flags,
  metavar,
  help,
  missingValue,
  apply: (c, text) => ({ lines: [...c.lines, text] }),
});
const patterns: Parameter<PatternSet> = {
  initial: { lines: [] },
  switches: [
    one(["-e", "--exclude"], "PATTERN", "leave out paths that match PATTERN"),
    one(
      ["--exclude-from"],
      "EXCLUDEFILE",
      "leave out paths that match a pattern in EXCLUDEFILE, one a line",
      "1 argument",
    ),
    one(["--pattern"], "PATTERN", "take or leave paths that match PATTERN", "1 argument"),
    one(
      ["--patterns-from"],
      "PATTERNFILE",
      "take or leave paths by the patterns in PATTERNFILE, one a line",
      "1 argument",
    ),
  ],
};
export const patternOptions: ParametersOf<PatternValues> = inGroup(EXCLUSION, { patterns });
