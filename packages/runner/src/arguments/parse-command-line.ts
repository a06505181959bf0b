import type { ActionRequest } from "../actions/index.ts";
import { COFFERMATIC_VERSION } from "../version/index.ts";
import { actionOf, DEFAULT_ACTIONS, PROGRAM_ACTIONS } from "./action-tables.ts";
import { checkCombination } from "./check-combination.ts";
import type { CommandLine, ProgramRequest, Request } from "./command-line.ts";
import { bashCompletion, fishCompletion } from "./completion/index.ts";
import { findActions, type FoundActions } from "./find-actions.ts";
import { completeFields, setField, type FieldValues } from "./flag-values.ts";
import type { AnyActionTable } from "./flag.ts";
import { actionHelp, programHelp } from "./help.ts";
import { readFlags, type ReadFlags } from "./read-flags.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Reads a command line of coffermatic.
 *
 * Flags may stand before, between and behind actions; each goes to every action that knows it.
 *
 * @param words Without the program's name.
 * @throws {UsageError} If it cannot be understood.
 */
export function parseCommandLine(words: readonly string[]): CommandLine {
  const found = findActions(words);
  const own = words.slice(0, found.end).filter((_, at) => !found.places.has(at));
  const wantsHelp = own.includes("--help") || own.includes("-h") || /^(?:-h|--help)$/.test(found.borgWords[0] ?? "");
  const byDefault = found.tables.length === 0;
  const tables = byDefault ? defaultTables() : found.tables;
  const read = wantsHelp ? undefined : readFlags(own, tables);
  const global = read?.global ?? {};
  return {
    configPaths: (global["configPaths"] as string[] | undefined) ?? [],
    dryRun: global["dryRun"] === true,
    resolveEnvironment: global["noEnvironmentInterpolation"] !== true,
    overrides: (global["overrides"] as string[] | undefined) ?? [],
    settings: read?.settings ?? [],
    request:
      read === undefined
        ? { kind: "help", text: found.tables.length === 0 ? programHelp() : found.tables.map(actionHelp).join("\n") }
        : (textRequest(global) ?? workRequest(tables, read, found, words.length === 0)),
  };
}

function defaultTables(): readonly AnyActionTable[] {
  return DEFAULT_ACTIONS.flatMap((name) => actionOf(name) ?? []);
}

/** What is shown before anything is read. */
function textRequest(global: FieldValues): Request | undefined {
  if (global["version"] === true) return { kind: "version", text: `${COFFERMATIC_VERSION}\n` };
  if (global["bashCompletion"] === true) return { kind: "completion", text: bashCompletion() };
  return global["fishCompletion"] === true ? { kind: "completion", text: fishCompletion() } : undefined;
}

function workRequest(tables: readonly AnyActionTable[], read: ReadFlags, found: FoundActions, bare: boolean): Request {
  checkCombination(tables, read);
  for (const table of tables) {
    const fields = read.fields.get(table) ?? {};
    if (table.name === "borg") takeBorgWords(fields, table, found.borgWords);
    completeFields(fields, table.flags);
  }
  const [first] = tables;
  if (first !== undefined && PROGRAM_ACTIONS.includes(first)) {
    const flags = read.fields.get(first) ?? {};
    // the tables are held to the types of the fields
    return { kind: "program", name: first.name, flags } as unknown as ProgramRequest;
  }
  return {
    kind: "actions",
    actions: tables.map((table) => actionRequest(table, read.fields.get(table) ?? {})),
    byDefault: found.tables.length === 0,
    bare,
  };
}

function actionRequest({ name }: AnyActionTable, fields: FieldValues): ActionRequest {
  const { repository, ...flags } = fields;
  // the tables are held to the types of the fields
  return { name, flags, ...(repository === undefined ? {} : { repository }) } as unknown as ActionRequest;
}

/** Of the words behind `borg` those for us are taken out, up to `--`; the rest is Borg's. */
function takeBorgWords(fields: FieldValues, table: AnyActionTable, words: readonly string[]): void {
  const rest: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    if (word === "--") {
      rest.push(...words.slice(at + 1));
      break;
    }
    const [name = "", ...value] = word.split("=");
    const flag = table.flags.find(({ names }) => names.includes(name));
    if (flag === undefined) rest.push(word);
    else if (value.length > 0) setField(fields, flag, value.join("="));
    else {
      at += 1;
      if (words[at] === undefined) throw new UsageError(`argument ${name}: expected one argument`, 2);
      setField(fields, flag, words[at]);
    }
  }
  fields["words"] = rest;
}
