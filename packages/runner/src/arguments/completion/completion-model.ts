import { optionNames, type Option } from "../../config/index.ts";
import { ALL_ACTIONS } from "../action-tables.ts";
import { takesValue, type AnyFlag } from "../flag.ts";
import { GLOBAL_FLAGS } from "../global-flags.ts";
import { adviceAtActions, optionFlagName } from "../option-flags.ts";

/** What follows a flag: nothing, some words, a file, or what nobody can guess. */
export type CompletedValue = "none" | "file" | "any" | readonly string[];

export interface CompletedFlag {
  readonly names: readonly string[];
  readonly help: string;
  readonly value: CompletedValue;
}

export interface CompletedAction {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly flags: readonly CompletedFlag[];
}

/** All that can be typed. */
export interface CompletionModel {
  readonly actions: readonly CompletedAction[];
  /** Flags of the whole command line, those of all options among them. */
  readonly flags: readonly CompletedFlag[];
}

/** Made from the tables of actions and options. */
export function completionModel(): CompletionModel {
  return {
    actions: ALL_ACTIONS.map(({ name, aliases = [], summary, flags }) => ({
      name,
      aliases,
      summary,
      flags: flags.filter(({ kind }) => kind !== "unusable").map(completedFlag),
    })),
    flags: [...GLOBAL_FLAGS.map(completedFlag), ...optionFlags()],
  };
}

function completedFlag(flag: AnyFlag): CompletedFlag {
  return { names: flag.names, help: flag.help, value: valueOf(flag) };
}

function valueOf(flag: AnyFlag): CompletedValue {
  if (!takesValue(flag)) return "none";
  if (flag.kind === "texts" && flag.choices !== undefined) return flag.choices;
  return "metavar" in flag && /^(?:PATH|FILE|FILENAME)$/.test(flag.metavar ?? "") ? "file" : "any";
}

function optionFlags(): readonly CompletedFlag[] {
  return optionNames()
    .flatMap(({ options }) => options)
    .filter(({ name, option }) => adviceAtActions(name) === undefined && option.deprecated === undefined)
    .flatMap(({ name, option }) => [
      { names: [optionFlagName(name)], help: option.meaning ?? "One element", value: optionValue(option) },
      ...(option.type === "boolean" ? [negative(name)] : []),
    ]);
}

function negative(name: string): CompletedFlag {
  const path = name.split(".");
  const last = path.pop() ?? "";
  const negated = last.startsWith("no_") ? last.slice("no_".length) : `no_${last}`;
  const flag = optionFlagName([...path, negated].join("."));
  return { names: [flag], help: `Set ${name} to false`, value: "none" };
}

function optionValue(option: Option): CompletedValue {
  if (option.type === "boolean") return "none";
  if ("choices" in option && option.choices !== undefined) return option.choices.map(String);
  return "any";
}
