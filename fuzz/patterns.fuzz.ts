import { bytesToText, textToBytes } from "@coffer/format/bytes";
import { parseExcludeFile, parsePatternFile, PatternMatcher, PatternSyntaxError } from "@coffer/format/patterns";
import type { PatternRule } from "@coffer/format/patterns";
import type { FuzzTarget } from "./fuzz-target.ts";

/** Short, because a regular expression of the user's own may take as long as it likes. */
const PATHS = ["", "a", "/a/b.c", "home/\udcff", "x/[y]"];

const FILES = [
  "# comment\nR /home\nP sh\n+ **/*.txt\n- home/*/[!a-c]?\n! pf:/tmp\n",
  "- fm:*/cache/\n+ pp:a/b\n- re:^\\.(git|svn)(?P<x>[\\w-]+)$\n",
  "- re:(?i)\\bA{1,2}(?=b)(?<!c)(?P<n>x)(?P=n)[^\\d\\]]\\Z\n",
  "P re\n+ (?x: a # b\n",
];

/** Files of patterns: whatever they hold is either refused or matches without harm. */
export const target: FuzzTarget = {
  name: "patterns",
  seeds: () => FILES.map((text) => textToBytes(text)),
  run(input) {
    const text = bytesToText(input);
    const rules: PatternRule[] = [];
    for (const parse of [(): readonly PatternRule[] => parsePatternFile(text).rules, () => parseExcludeFile(text)]) {
      try {
        rules.push(...parse());
      } catch (error) {
        if (!(error instanceof PatternSyntaxError)) throw error;
      }
    }
    const matcher = new PatternMatcher(true);
    matcher.addRules(rules);
    for (const path of PATHS) matcher.match(path);
  },
};
