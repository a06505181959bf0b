import assert from "node:assert/strict";
import { test } from "node:test";
import { loadVectors } from "@coffer/testkit/spec";
import { InvalidPlaceholder, PlaceholderError } from "../errors/index.ts";
import { fillPlaceholders, PlaceholderSyntaxError } from "./placeholders.ts";
import type { PlaceholderValue } from "./placeholders.ts";

interface Vectors {
  placeholder_values: Record<string, string>;
  placeholders: { text: string; result?: string; error?: string; message?: string }[];
}

const vectors = loadVectors<Vectors>("text");

/** The specifications that the vectors use; the whole of Python's formatting is the command line's business. */
function formatted(value: string, spec: string): string {
  const match = /^(0?)>?(\d+)d?$/.exec(spec);
  if (match !== null) return value.padStart(Number(match[2]), match[1] === "0" ? "0" : " ");
  if (spec !== "") throw new RangeError(`Invalid format specifier '${spec}'`);
  return value;
}

function time(spec: string): string {
  const iso = vectors.placeholder_values["now"] ?? "";
  const words: Record<string, string> = {
    Y: iso.slice(0, 4),
    m: iso.slice(5, 7),
    d: iso.slice(8, 10),
    H: iso.slice(11, 13),
    M: iso.slice(14, 16),
    S: iso.slice(17, 19),
    f: iso.slice(20, 26),
    s: vectors.placeholder_values["unixtime"] ?? "",
  };
  return (spec === "" ? "%Y-%m-%dT%H:%M:%S" : spec).replace(/%(.)/g, (_, letter: string) => words[letter] ?? "");
}

const values = new Map<string, PlaceholderValue>([
  ...Object.entries(vectors.placeholder_values).map(
    ([name, value]) => [name, (spec: string) => formatted(value, spec)] as const,
  ),
  ...["now", "utcnow"].map((name) => [name, time] as const),
  ...Object.entries({ borgversion: "1.2.4", borgmajor: "1", borgminor: "1.2", borgpatch: "1.2.4" }).map(
    ([name, value]) => [name, (spec: string) => formatted(value, spec)] as const,
  ),
]);

const ERRORS: Record<string, new (...values: never[]) => Error> = {
  InvalidPlaceholder,
  PlaceholderError,
  ValueError: PlaceholderSyntaxError,
};

test("fillPlaceholders() agrees with borg", () => {
  assert.equal(vectors.placeholders.length, 28);
  for (const { text, result, error, message } of vectors.placeholders) {
    if (error === undefined) {
      assert.equal(fillPlaceholders(text, values), result, text);
      continue;
    }
    assert.throws(
      () => fillPlaceholders(text, values),
      (thrown: Error) => {
        assert.ok(thrown instanceof (ERRORS[error] ?? Error), text);
        if (error !== "PlaceholderError") assert.equal(thrown.message, message);
        return true;
      },
    );
  }
});

test("fillPlaceholders() fills fields inside of specifications, and reports what a value refuses", () => {
  assert.equal(
    fillPlaceholders(
      "{hostname:>{pid}}",
      new Map([
        ["hostname", (spec: string) => `<${spec}>`],
        ["pid", () => "7"],
      ]),
    ),
    "<>7>",
  );
  assert.throws(() => fillPlaceholders("{hostname:zz}", values), PlaceholderError);
  for (const text of ["{a", "{a:{b}", "x}", "{a{b}}"]) {
    assert.throws(() => fillPlaceholders(text, values), PlaceholderSyntaxError, text);
  }
});
