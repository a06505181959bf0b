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
import { linesOf, nameOf } from "./case.ts";
import { TABLES } from "./cases/index.ts";
import { type ChecklistLine, readChecklist } from "./checklist.ts";
import { ELSEWHERE } from "./elsewhere.ts";
import { programLines } from "./words.ts";

const CASES = TABLES.flatMap((table) => table.cases);
/** Checklists of Borg lie beside the checkout where the project is developed. */
const CHECKLIST = fileURLToPath(new URL("../../../../shared/checklists/borg-cli.md", import.meta.url));

test("no case is there twice", () => {
  const names = CASES.map(nameOf);
  assert.deepEqual(
    names.filter((name, index) => names.indexOf(name) !== index),
    [],
  );
});

test("every command and every option of coffer is in a case", async () => {
  const used = await optionsInUse();
  const missing: string[] = [];
  for (const [name, entry] of COMMANDS) {
    const { command } = await entry.load();
    const flags = used.get(name);
    if (flags === undefined) missing.push(name);
    for (const { one } of bindSwitches(command.syntax.parameters)) {
      if (!one.flags.some((flag) => flags?.has(flag) === true)) missing.push(`${name} ${one.flags.join("/")}`);
    }
  }
  const everywhere = new Set([...used.values()].flatMap((flags) => [...flags]));
  for (const { one } of bindSwitches({ ...commonOptions })) {
    if (!one.flags.some((flag) => everywhere.has(flag))) missing.push(`common ${one.flags.join("/")}`);
  }
  assert.deepEqual(missing, []);
});

const noChecklist = existsSync(CHECKLIST) ? false : "the checklist is not beside this checkout";

test("every line of Borg's checklist is in a case, or tested elsewhere", { skip: noChecklist }, async () => {
  const used = await optionsInUse();
  const named = new Set(CASES.flatMap((one) => one.covers ?? []));
  const lines = readChecklist(readFileSync(CHECKLIST, "utf8"));
  const missing = lines.flatMap((line) => missingOf(line, used, named));
  assert.deepEqual(missing, []);
  const known = new Set(lines.flatMap((line) => line.points));
  assert.deepEqual(
    [...named, ...Object.keys(ELSEWHERE)].filter((point) => !known.has(point)),
    [],
    "points that are not in the checklist",
  );
});

test("what is tested elsewhere is there", () => {
  const root = fileURLToPath(new URL("../../../", import.meta.url));
  const missing = Object.values(ELSEWHERE).flatMap(({ tests }) =>
    tests.filter((file) => !existsSync(`${root}${file}`)),
  );
  assert.deepEqual(missing, []);
});

function missingOf(
  line: ChecklistLine,
  used: ReadonlyMap<string, ReadonlySet<string>>,
  named: ReadonlySet<string>,
): string[] {
  if (line.command === undefined) {
    return line.points.filter((point) => !named.has(point) && ELSEWHERE[point] === undefined);
  }
  const { command } = line;
  if (ELSEWHERE[command] !== undefined) return [];
  const flags = used.get(command);
  if (flags === undefined) return [command];
  return line.options
    .filter((names) => !names.some((name) => flags.has(name)))
    .map((names) => `${command} ${names[0]}`);
}

/** Flags on the command lines of all cases, by command. */
async function optionsInUse(): Promise<Map<string, Set<string>>> {
  const used = new Map<string, Set<string>>();
  for (const words of CASES.flatMap(linesOf).flatMap(programLines)) {
    const command = await commandOf(words);
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

/** The command on a command line: the first words that name one. */
async function commandOf(words: readonly string[]): Promise<string> {
  const names = await commandNames();
  for (const [index, word] of words.entries()) {
    const pair = `${word} ${words[index + 1]}`;
    if (names.has(pair)) return pair;
    if (names.has(word)) return word;
  }
  return "";
}

let namesOfCommands: ReadonlySet<string> | undefined;

/** Those of coffer, and of the checklist. */
async function commandNames(): Promise<ReadonlySet<string>> {
  if (namesOfCommands !== undefined) return namesOfCommands;
  const lines = existsSync(CHECKLIST) ? readChecklist(readFileSync(CHECKLIST, "utf8")) : [];
  const listed = lines.map(({ command }) => command).filter((name) => name !== undefined);
  return (namesOfCommands = new Set([...COMMANDS.keys(), ...listed]));
}
