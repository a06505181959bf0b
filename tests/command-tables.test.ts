/** Holds the table of each command to the parser of the real borg 1.4: options, arguments, groups, usage. */
import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { type Level, type Positional, commandLevel, formatHelp, formatUsage, stageNames } from "@coffer/cli/arguments";
import { COMMANDS } from "@coffer/cli/commands";
import { commonOptions } from "@coffer/cli/options";
import { allCommands, programLevel } from "@coffer/cli/program";
import { type RealCommand, RealParser, type RealSwitch, findBorgs } from "@coffer/testkit/borg";

const { borg14, missing } = findBorgs();
const skip = borg14 === undefined ? missing.join("; ") : false;
const env = { PATH: process.env["PATH"] ?? "", COLUMNS: "80", LC_ALL: "C.UTF-8" };
const real = borg14 === undefined ? undefined : new RealParser(borg14, tmpdir(), env);
const shape = await real?.shape();
real?.close();

/** argparse's notation for how many words. */
const NARGS: Readonly<Record<Positional<unknown>["arity"], string | null>> = {
  one: null,
  optional: "?",
  any: "*",
  some: "+",
  rest: "...",
};

for (const [name, { syntax }] of await allCommands()) {
  if (COMMANDS.get(name)?.isOurs === true) continue;
  test(`the table of ${name} is borg's`, { skip }, () => {
    const theirs = shape?.[`borg ${name}`];
    assert.ok(theirs !== undefined, `borg has no command ${name}`);
    const level = commandLevel("borg", syntax, commonOptions);
    assert.deepEqual(switchesOf(level), realSwitches(theirs));
    const positionals = level.positionals.map(({ positional }) => [positional.metavar, NARGS[positional.arity]]);
    assert.deepEqual(positionals, theirs.positionals);
    assert.equal(formatUsage(level, 80), theirs.usage);
  });
}

test("the program and its families have borg's options", { skip }, async () => {
  const top = programLevel("borg", await allCommands());
  const below = [...top.stages.values()].map((stage) => stage.level());
  for (const level of [top, ...below.filter((one) => one.stages.size > 0)]) {
    const theirs = shape?.[level.program];
    assert.ok(theirs !== undefined, `borg has no ${level.program}`);
    assert.deepEqual(switchesOf(level), realSwitches(theirs));
    assert.equal(formatUsage(level, 80), theirs.usage);
  }
});

test("borgfs has borg's options", { skip }, async () => {
  const level = programLevel("borgfs", await allCommands());
  const theirs = shape?.["borgfs"];
  assert.ok(theirs !== undefined, "borg has no borgfs");
  assert.deepEqual(switchesOf(level), realSwitches(theirs));
  assert.equal(formatUsage(level, 80), theirs.usage);
});

test("commands stand in borg's order", { skip }, async () => {
  const top = programLevel("borg", await allCommands());
  const ours = stageNames(top).map((name) => `borg ${name}`);
  const theirs = Object.keys(shape ?? {}).filter((name) => ours.includes(name));
  assert.deepEqual(ours, theirs);
});

/** Options by their flags. */
function switchesOf(level: Level): Record<string, Omit<RealSwitch, "flags">> {
  const rows = level.switches.map(({ one }) => [
    one.flags.join(" "),
    {
      metavar: one.metavar ?? null,
      optional: one.bareValue !== undefined,
      once: one.once === true,
      required: one.required === true,
      choices: one.choices ?? null,
      group: one.group ?? "options",
    },
  ]);
  return Object.fromEntries(rows);
}

function realSwitches(command: RealCommand): Record<string, Omit<RealSwitch, "flags">> {
  return Object.fromEntries(command.switches.map(({ flags, ...rest }) => [flags.join(" "), rest]));
}

test("help fits a terminal of 100 columns, and its options one of 80", async () => {
  for (const [name, { syntax }] of await allCommands()) {
    const level = commandLevel("coffer", syntax, commonOptions);
    const wide = syntax.epilog.split("\n").filter((line) => line.length > 96);
    assert.deepEqual(wide, [], name);
    const options = formatHelp({ ...level, epilog: "" }, 80).split("\n");
    // a name of an option that is wider alone has nowhere to go
    assert.deepEqual(
      options.filter((line) => line.length > 78 && !/^ *[[-]/.test(line)),
      [],
      name,
    );
  }
});
