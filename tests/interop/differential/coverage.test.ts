/**
 * The tables leave nothing out: every option of every command of coffer, and every line of Borg's checklist, is in a case.
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { bindSwitches } from "@coffer/cli/arguments";
import { COMMANDS } from "@coffer/cli/commands";
import { commonOptions } from "@coffer/cli/options";
import { type Case, linesOf, nameOf } from "./case.ts";
import { TABLES } from "./cases/index.ts";
import { type ChecklistLine, readChecklist } from "./checklist.ts";
import { POINTS } from "./points.ts";
import { programLines } from "./words.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
/** The checklist lies beside the checkout where the project is developed. */
const CHECKLIST = `${ROOT}../shared/checklists/borg-cli.md`;

const cases = TABLES.flatMap((table) => table.cases);
const checklist = existsSync(CHECKLIST) ? readChecklist(readFileSync(CHECKLIST, "utf8")) : undefined;
const skip = checklist === undefined ? "the checklist is not beside this checkout" : false;

test("no case is there twice", () => {
  const names = cases.map(nameOf);
  assert.deepEqual(
    names.filter((name, index) => names.indexOf(name) !== index),
    [],
  );
});

test("every command and every option of coffer is in a case, unless borg has no such command", async () => {
  const used = flagsInUse();
  const missing: string[] = [];
  for (const [name, entry] of COMMANDS) {
    if (entry.isOurs === true) continue;
    const { command } = await entry.load();
    if (used.get(name) === undefined) missing.push(name);
    const options = bindSwitches(command.syntax.parameters).map(({ one }) => one.flags);
    missing.push(...missingOptions(name, options, used));
  }
  const common = bindSwitches({ ...commonOptions }).map(({ one }) => one.flags);
  assert.deepEqual([...missing, ...missingOptions(undefined, common, used)], []);
});

test("every command and option of Borg's checklist is in a case", { skip }, () => {
  const used = flagsInUse();
  const missing = (checklist ?? []).flatMap(({ command, options }) => {
    if (command !== undefined && used.get(command) === undefined) return [command];
    return missingOptions(command, options, used);
  });
  assert.deepEqual(missing, []);
});

test("every environment variable of Borg's checklist is in a case", { skip }, () => {
  const texts = cases.map((one) => `${Object.keys(one.env ?? {}).join(" ")} ${linesOf(one).join(" ")}`).join("\n");
  const names = (checklist ?? []).flatMap(({ variables }) => variables);
  assert.deepEqual(
    names.filter((name) => !new RegExp(`\\b${name}\\b`).test(texts)),
    [],
  );
});

test("every other line of Borg's checklist is shown somewhere", { skip }, () => {
  const points = (checklist ?? []).flatMap(({ point }) => point ?? []);
  assert.deepEqual([...new Set(points)].sort(), Object.keys(POINTS).sort());
});

test("what shows a line of the checklist is there", () => {
  const names = cases.map(nameOf);
  const missing = Object.entries(POINTS).flatMap(([point, shown]) => [
    ...(shown.cases ?? []).filter((pattern) => !names.some((name) => pattern.test(name))).map(String),
    ...(shown.tests ?? []).filter((file) => !existsSync(ROOT + file)),
    ...(shown.cases === undefined && shown.tests === undefined ? [point] : []),
  ]);
  assert.deepEqual(missing, []);
});

type FlagsInUse = ReadonlyMap<string, ReadonlySet<string>>;

/** Options of which no spelling is in use with the command; without a command, with any. */
function missingOptions(command: string | undefined, options: ChecklistLine["options"], used: FlagsInUse): string[] {
  const flags = command === undefined ? new Set([...used.values()].flatMap((all) => [...all])) : used.get(command);
  return options
    .filter((spellings) => !spellings.some((flag) => flags?.has(flag) === true))
    .map((spellings) => `${command ?? "any command"} ${spellings.join("/")}`);
}

/** Flags on the command lines of all cases, by command. */
function flagsInUse(): FlagsInUse {
  const used = new Map<string, Set<string>>();
  for (const words of cases.flatMap((one: Case) => linesOf(one)).flatMap(programLines)) {
    const command = commandOf(words) ?? "";
    const flags = used.get(command) ?? new Set();
    used.set(command, flags);
    const end = words.indexOf("--");
    for (const word of end < 0 ? words : words.slice(0, end)) {
      if (word.startsWith("--")) flags.add(word.replace(/=.*/s, ""));
      else if (/^-[a-zA-Z]/.test(word)) flags.add(word.slice(0, 2));
    }
  }
  return used;
}

/** The command on a command line: the first words that name one of coffer's, or of the checklist. */
function commandOf(words: readonly string[]): string | undefined {
  const isCommand = (name: string): boolean =>
    COMMANDS.has(name) || checklist?.some(({ command }) => command === name) === true;
  for (const [index, word] of words.entries()) {
    const found = [`${word} ${words[index + 1]}`, word].find(isCommand);
    if (found !== undefined) return found;
  }
  return undefined;
}
