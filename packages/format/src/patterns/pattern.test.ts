import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { createPattern, parsePattern } from "./pattern.ts";
import type { PatternStyle } from "./pattern.ts";
import { PatternSyntaxError } from "./pattern-syntax-error.ts";
import { compileShellPattern } from "./shell-pattern.ts";

interface Case {
  style: PatternStyle | "glob";
  pattern: string;
  matches?: string[];
  others?: string[];
  refused?: true;
}

const { cases } = JSON.parse(readFileSync(new URL("borg-patterns.json", import.meta.url), "utf8")) as { cases: Case[] };

function compiled({ style, pattern }: Case): (path: string) => boolean {
  if (style === "glob") return compileShellPattern(pattern);
  const parsed = parsePattern(`${style}:${pattern}`, "pp");
  return (path) => parsed.matches(path.replace(/^\/+/, ""));
}

test("patterns of every style match what borg's match", () => {
  assert.ok(cases.length >= 700);
  for (const vector of cases) {
    const what = `${vector.style}:${JSON.stringify(vector.pattern)}`;
    if (vector.refused === true) {
      assert.throws(() => compiled(vector), PatternSyntaxError, what);
      continue;
    }
    const matches = compiled(vector);
    for (const path of vector.matches ?? []) assert.ok(matches(path), `${what} matches ${JSON.stringify(path)}`);
    for (const path of vector.others ?? []) assert.ok(!matches(path), `${what} does not match ${JSON.stringify(path)}`);
  }
});

test("a pattern without a style is of the fallback's", () => {
  assert.equal(parsePattern("*.o", "fm").style, "fm");
  assert.equal(parsePattern("re:x", "fm").style, "re");
  assert.equal(parsePattern("re:x", "fm").text, "x");
  assert.equal(parsePattern("a:b", "sh").text, "a:b");
  assert.throws(() => parsePattern("xx:y", "fm"), { message: "Unknown pattern style: xx" });
});

test("a trailing slash excludes the content and not the folder", () => {
  for (const style of ["fm", "sh"] as const) {
    const pattern = createPattern(style, "home/*/junk/");
    assert.ok(!pattern.matches("home/me/junk"), style);
    assert.ok(pattern.matches("home/me/junk/file"), style);
  }
});

test("fm patterns with many stars take no longer", () => {
  const pattern = createPattern("fm", `${"*a".repeat(40)}*b`);
  const start = performance.now();
  assert.ok(!pattern.matches("a".repeat(2000)));
  assert.ok(performance.now() - start < 2000);
});
