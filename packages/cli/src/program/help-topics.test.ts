import assert from "node:assert/strict";
import { test } from "node:test";
import { parseCompressionSpec } from "@coffer/format/compression";
import { PatternMatcher, parseExclude, parsePatternFile } from "@coffer/format/patterns";
import { HELP_TOPICS } from "../commands/index.ts";
import { placeholderValues } from "./index.ts";

const textOf = (topic: string): string => HELP_TOPICS.get(topic) ?? assert.fail(`no help on ${topic}`);

test("help placeholders names all that there are, and no other", () => {
  const named = textOf("placeholders").matchAll(/^ {2}\{([\w-]+)\}/gm);
  assert.deepEqual(new Set(Array.from(named, ([, name]) => name)), new Set(placeholderValues({}, 0n).keys()));
});

test("help compression shows specifications that are understood", () => {
  const specs = Array.from(textOf("compression").matchAll(/--compression ([\w,]+) REPO/g), ([, spec]) => spec ?? "");
  assert.ok(specs.length >= 3);
  for (const spec of specs) assert.doesNotThrow(() => parseCompressionSpec(spec), spec);
  for (const level of ["zstd,22", "zlib,0", "lzma,9", "obfuscate,6,none", "obfuscate,123,lz4", "obfuscate,250,lz4"]) {
    assert.doesNotThrow(() => parseCompressionSpec(level), level);
  }
});

/** Which of the paths are left out by one --exclude. */
function excluded(pattern: string, paths: readonly string[]): string[] {
  const matcher = new PatternMatcher(true);
  matcher.addRules([parseExclude(pattern)]);
  return paths.filter((path) => !matcher.match(path));
}

test("help patterns tells what the patterns do", () => {
  const text = textOf("patterns");
  for (const pattern of ["*.o", "home/joe/.cache/", "home/*/junk", "sh:home/*/junk", String.raw`re:\.tmp/`]) {
    assert.ok(text.includes(`-e ${pattern} `) || text.includes(`-e '${pattern}' `), pattern);
  }
  assert.deepEqual(excluded("*.o", ["a/b.o", "a/b.o/c", "a/b.odt"]), ["a/b.o", "a/b.o/c"]);
  assert.deepEqual(excluded("home/joe/.cache/", ["home/joe/.cache", "home/joe/.cache/x"]), ["home/joe/.cache/x"]);
  assert.deepEqual(excluded("home/*/junk", ["home/joe/junk", "home/joe/deep/junk"]).length, 2);
  assert.deepEqual(excluded("sh:home/*/junk", ["home/joe/junk", "home/joe/deep/junk"]), ["home/joe/junk"]);
  assert.deepEqual(excluded("sh:**/junk", ["junk", "home/joe/junk"]).length, 2);
  assert.deepEqual(excluded(String.raw`re:\.tmp/`, ["home/a.tmp", "home/a.tmp/x"]), ["home/a.tmp/x"]);
});

test("help patterns shows a pattern file that keeps what it says", () => {
  const lines = textOf("patterns")
    .split("\n")
    .filter((line) => /^ {2}(?:R \/|# not|[-+!] (?!PATTERN))/.test(line));
  assert.equal(lines.length, 9, lines.join("\n"));
  const { roots, rules } = parsePatternFile(lines.join("\n"));
  assert.deepEqual(roots, ["/"]);
  const matcher = new PatternMatcher(true);
  matcher.addRules(rules);
  const kept = [
    "etc/fstab",
    "home/joe/notes",
    "home/joe/.cache/keep",
    "home/joe/.cache/other",
    "srv/x",
    "a/b.iso",
    "proc/1",
  ];
  assert.deepEqual(
    kept.filter((path) => matcher.match(path)),
    ["etc/fstab", "home/joe/notes", "home/joe/.cache/keep"],
  );
});

test("help topics fit a terminal", () => {
  for (const [topic, text] of HELP_TOPICS) {
    const long = text.split("\n").filter((line) => line.length > 90);
    assert.deepEqual(long, [], topic);
  }
});
