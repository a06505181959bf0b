import assert from "node:assert/strict";
import { test } from "node:test";
import { IniDocument, IniError } from "./ini.ts";

test("what configparser wrote is written as it was read", () => {
  const text = "[repository]\nversion = 1\nkey = first\n\tsecond\n\tthird\nempty = \n\n[other]\na = b = c\n\n";
  const document = IniDocument.parse(text);
  assert.deepEqual(document.sections, ["repository", "other"]);
  assert.deepEqual(document.options("repository"), ["version", "key", "empty"]);
  assert.equal(document.get("repository", "KEY"), "first\nsecond\nthird");
  assert.equal(document.get("repository", "empty"), "");
  assert.equal(document.get("other", "a"), "b = c");
  assert.equal(document.toString(), text);
});

test("other ways to write the same", () => {
  const text = [
    "# a comment",
    "; another",
    "  [section]  trailing",
    "  Name:value",
    "  spaced  =   out   ",
    "  multi = one",
    "     two",
    "",
    "     four",
    "  # a comment in a value",
    "     five ; not a comment",
    "  percent = 100%",
    "",
  ].join("\r\n");
  const document = IniDocument.parse(text);
  assert.equal(document.get("section", "name"), "value");
  assert.equal(document.get("section", "spaced"), "out");
  assert.equal(document.get("section", "multi"), "one\ntwo\n\nfour\nfive ; not a comment");
  assert.equal(document.get("section", "percent"), "100%");
});

test("defaults show through in every section, and come first", () => {
  const document = IniDocument.parse("[a]\nx = 1\n[DEFAULT]\nx = 0\ny = 2\n");
  assert.equal(document.get("a", "x"), "1");
  assert.equal(document.get("a", "y"), "2");
  assert.equal(document.get("missing", "y"), undefined);
  assert.deepEqual(document.sections, ["a"]);
  assert.equal(document.toString(), "[DEFAULT]\nx = 0\ny = 2\n\n[a]\nx = 1\n\n");
});

test("set() and remove()", () => {
  const document = new IniDocument();
  document.set("cache", "Version", "1");
  document.set("cache", "x", "y");
  document.set("cache", "version", "2");
  assert.equal(document.toString(), "[cache]\nversion = 2\nx = y\n\n");
  assert.equal(document.remove("cache", "X"), true);
  assert.equal(document.remove("cache", "x"), false);
  assert.equal(document.remove("none", "x"), false);
  assert.equal(document.toString(), "[cache]\nversion = 2\n\n");
});

const bad: readonly [string, RegExp][] = [
  ["a = 1\n", /before the first section \(line 1\)/],
  ["[s]\nnothing\n", /no option \(line 2\)/],
  ["[s]\n= value\n", /no option/],
  ["[s]\na = 1\nA = 2\n", /option a stands twice \(line 3\)/],
  ["[s]\n[s]\n", /section s stands twice/],
  ["[]\n", /before the first section/],
  ["x".repeat(2_000_000), /longer than/],
];
for (const [text, message] of bad) {
  test(`${JSON.stringify(text.slice(0, 30))} is refused`, () => {
    assert.throws(
      () => IniDocument.parse(text),
      (error: unknown) => error instanceof IniError && message.test(error.message),
    );
  });
}
