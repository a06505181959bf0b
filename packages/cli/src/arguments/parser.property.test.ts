import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type CommandSyntax,
  type Level,
  UsageError,
  commandLevel,
  flag,
  list,
  parseCommandLine,
  text,
  words,
} from "./index.ts";

const syntax: CommandSyntax = {
  name: "run",
  summary: "",
  description: "",
  epilog: "",
  parameters: {
    flag: flag(["-f", "--flag"], ""),
    names: list(["-n", "--name"], "NAME", "", text),
  },
  positionals: { rest: words("REST", "", text) },
};
const top: Level = {
  program: "prog",
  description: "",
  epilog: "",
  switches: [],
  positionals: [],
  groupNotes: {},
  stages: new Map([["run", { summary: "", level: () => commandLevel("prog", syntax, {}) }]]),
};
const world = { env: {}, fillPlaceholders: (value: string) => value, readText: () => "", fileSeconds: () => undefined };

test("parseCommandLine() keeps every word behind -- as it is", () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (rest) => {
      const given = rest.filter((word) => word !== "--");
      const outcome = parseCommandLine(top, ["run", "-f", "--", ...given], world, 80);
      assert.equal(outcome.kind, "command");
      if (outcome.kind === "command") assert.deepEqual(outcome.values["rest"], given);
    }),
  );
});

test("parseCommandLine() takes any text as a value behind an equals sign", () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (names) => {
      const outcome = parseCommandLine(top, ["run", ...names.map((name) => `--name=${name}`)], world, 80);
      assert.equal(outcome.kind, "command");
      if (outcome.kind === "command") assert.deepEqual(outcome.values["names"], names);
    }),
  );
});

test("parseCommandLine() either understands or throws UsageError", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string(), fc.constantFrom("-f", "-n", "--na", "--", "-", "run", "-fx", "--flag=1"))),
      (all) => {
        try {
          parseCommandLine(top, all, world, 80);
        } catch (error) {
          assert.ok(error instanceof UsageError);
        }
      },
    ),
  );
});
