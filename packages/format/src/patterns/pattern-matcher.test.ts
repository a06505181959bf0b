import assert from "node:assert/strict";
import { test } from "node:test";
import { parseExclude, parsePatternCommand } from "./pattern-command.ts";
import type { PatternRule } from "./pattern-command.ts";
import { parseExcludeFile, parsePatternFile } from "./pattern-file.ts";
import { PatternMatcher } from "./pattern-matcher.ts";
import { PatternSyntaxError } from "./pattern-syntax-error.ts";

function rules(...lines: string[]): readonly PatternRule[] {
  return parsePatternFile(lines.join("\n")).rules;
}

test("the first matching pattern counts", () => {
  const matcher = new PatternMatcher(true);
  matcher.addRules(rules("+ home/me/keep", "- home/me", "+ home"));
  assert.ok(matcher.match("/home/me/keep/x"));
  assert.ok(!matcher.match("home/me/other"));
  assert.ok(matcher.recurseDir);
  assert.ok(matcher.match("home/you"));
  assert.ok(matcher.match("elsewhere"));
});

test("full paths come first, whatever their place", () => {
  const matcher = new PatternMatcher(true);
  matcher.addRules(rules("- re:.*", "+ pf:/a//b/"));
  assert.ok(matcher.match("/a/b"));
  assert.ok(!matcher.match("a/b/c"));
});

test("--exclude and ! do not look inside, - does", () => {
  const matcher = new PatternMatcher(true);
  matcher.addRules([parseExclude("sh:a"), ...rules("! b", "- c", "! pf:d", "- pf:e")]);
  const recursed = ["a", "b", "c", "d", "e", "other"].map((path) => {
    matcher.match(path);
    return matcher.recurseDir;
  });
  assert.deepEqual(recursed, [false, false, true, false, true, true]);
});

test("given paths exclude all else, and are missed when nothing matched them", () => {
  const matcher = new PatternMatcher(true);
  matcher.addRules([parseExclude("*.o")]);
  matcher.addIncludePaths(["src", "never", "sh:**/x*", "pf:gone"]);
  assert.ok(
    matcher.match("src/a.c") && !matcher.match("src/a.o") && !matcher.match("srcs") && matcher.match("deep/xy"),
  );
  assert.deepEqual(matcher.unmatchedIncludes(), ["never"]);
  assert.ok(!matcher.isEmpty);
  assert.ok(new PatternMatcher(false).isEmpty && !new PatternMatcher(false).match("x"));
});

test("pattern files: commands, comments, and a style for the lines below", () => {
  const { roots, rules: read } = parsePatternFile(
    "# comment\r\n  R /home  \n\nP fm\n- *.o\nr rel\rp re\n+ ^x$\n! sh:y\u00a0\n",
  );
  assert.deepEqual(roots, ["/home", "rel"]);
  assert.deepEqual(
    read.map(({ action, pattern }) => [action, pattern.style, pattern.text, pattern.recurseDir]),
    [
      ["exclude", "fm", "*.o", true],
      ["include", "re", "^x$", true],
      ["exclude-no-recurse", "sh", "y", false],
    ],
  );
  assert.deepEqual(
    parseExcludeFile("*.o\n# x\n re:y ").map(({ action, pattern }) => [action, pattern.style, pattern.text]),
    [
      ["exclude-no-recurse", "fm", "*.o"],
      ["exclude-no-recurse", "re", "y"],
    ],
  );
});

test("parsePatternCommand() refuses in borg's words", () => {
  for (const [text, message] of [
    ["", "A pattern/command must not be empty."],
    ["x y", "A pattern/command must start with any of: -, !, +, R, r, P, p"],
    ["constructor", "A pattern/command must start with any of: -, !, +, R, r, P, p"],
    ["+  ", "A pattern/command must have a value part."],
    ["P xx", "Invalid pattern style: xx"],
  ] as const) {
    assert.throws(
      () => parsePatternCommand(text),
      (error) => error instanceof PatternSyntaxError && error.message === message,
    );
  }
});

test("fromPlain() makes a matcher that decides alike, from what can be sent to a thread", () => {
  const matcher = new PatternMatcher(false);
  const lines = ["- re:\\.o$", "+ pf:/a//b/", "! sh:**/cache", "- fm:*/tmp/*", "+ pp:home/re:", "- home"];
  matcher.addRules(rules(...lines));
  matcher.addRules([parseExclude("fm:*.bak")]);
  const copy = PatternMatcher.fromPlain(structuredClone(matcher.toPlain()));
  for (const path of ["a/b", "x.o", "y/cache", "y/tmp/z", "home/re:/x", "home", "home/x.bak", "q.bak", "else"]) {
    assert.equal(copy.match(path), matcher.match(path), path);
    assert.equal(copy.recurseDir, matcher.recurseDir, path);
  }
  assert.ok(!copy.isEmpty);
  assert.ok(PatternMatcher.fromPlain(new PatternMatcher(true).toPlain()).isEmpty);
});
