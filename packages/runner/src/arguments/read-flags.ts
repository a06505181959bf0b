import { nearestName, optionNames, type OptionSetting } from "../config/index.ts";
import { FlagLookup, type FlagMatch } from "./flag-lookup.ts";
import { setField, type FieldValues } from "./flag-values.ts";
import type { AnyActionTable, AnyFlag } from "./flag.ts";
import { adviceAtActions, optionFlagName, valueOfSwitch } from "./option-flags.ts";
import { looksLikeFlag, readFlagWord } from "./split-word.ts";
import { UsageError } from "./usage-error.ts";

/** What the flags of a command line say. */
export interface ReadFlags {
  readonly global: FieldValues;
  readonly settings: readonly OptionSetting[];
  /** Fields of each action. */
  readonly fields: ReadonlyMap<AnyActionTable, FieldValues>;
  /** Options of the configuration that flags of an action have set. */
  readonly optionsOf: ReadonlyMap<AnyActionTable, ReadonlySet<string>>;
}

/**
 * Reads the flags for `tables`. Each goes to every action that knows it.
 *
 * @param words Without those that name actions.
 * @throws {UsageError} If a word is unknown, or a value is missing or wrong.
 */
export function readFlags(words: readonly string[], tables: readonly AnyActionTable[]): ReadFlags {
  const reader = new FlagReader(tables);
  for (let at = 0; at < words.length; at++) {
    if (reader.read(words[at] ?? "", words[at + 1])) at += 1;
  }
  reader.complainOfUnknown();
  return reader;
}

class FlagReader implements ReadFlags {
  readonly global: FieldValues = {};
  readonly settings: OptionSetting[] = [];
  readonly fields: ReadonlyMap<AnyActionTable, FieldValues>;
  readonly optionsOf: ReadonlyMap<AnyActionTable, Set<string>>;
  readonly #lookup: FlagLookup;
  readonly #unknown: string[] = [];

  constructor(tables: readonly AnyActionTable[]) {
    this.#lookup = new FlagLookup(tables);
    this.fields = new Map(tables.map((table) => [table, {}]));
    this.optionsOf = new Map(tables.map((table) => [table, new Set()]));
  }

  /** Reads one word; true if it took `next` as its value. */
  read(word: string, next: string | undefined): boolean {
    const flag = word.startsWith("-") ? readFlagWord(word, this.#lookup) : undefined;
    if (flag === undefined) {
      this.#unknown.push(word);
      return false;
    }
    const { name, match } = flag;
    if (!match.takesValue) {
      if (flag.value !== undefined) throw new UsageError(`argument ${name}: takes no value: ${flag.value}`, 2);
      this.#take(name, match, undefined);
      return flag.rest === undefined ? false : this.read(flag.rest, next);
    }
    const value = flag.value ?? next;
    if (value === undefined || (flag.value === undefined && looksLikeFlag(value))) {
      throw new UsageError(`argument ${name}: expected one argument`, 2);
    }
    this.#take(name, match, value);
    return flag.value === undefined;
  }

  complainOfUnknown(): void {
    if (this.#unknown.length === 0) return;
    const advice = this.#unknown.flatMap((word) => this.#adviceOn(word));
    const plural = this.#unknown.length > 1 ? "s" : "";
    throw new UsageError(`Unrecognized argument${plural}: ${[this.#unknown.join(" "), ...advice].join("; ")}`);
  }

  #take(name: string, { takers, global, option }: FlagMatch, value: string | undefined): void {
    let setting: AnyFlag | undefined;
    for (const { table, flag } of takers) {
      setField(this.fields.get(table) ?? {}, flag, value);
      if (flag.kind !== "option") continue;
      this.optionsOf.get(table)?.add(flag.option);
      setting = flag;
    }
    if (global?.kind === "option") setting = global;
    else if (global !== undefined) setField(this.global, global, value);
    if (setting?.kind === "option") this.settings.push({ flag: name, path: [setting.option], value: value ?? true });
    if (option !== undefined) {
      this.settings.push({ flag: name, path: option.path, value: value ?? valueOfSwitch(option) });
    }
  }

  #adviceOn(word: string): readonly string[] {
    if (!word.startsWith("--")) return [];
    const name = word.replace(/=.*/s, "");
    const elsewhere = adviceAtActions(name.slice(2));
    if (elsewhere !== undefined) return [`use ${elsewhere}`];
    const near = nearestName(name, [...this.#lookup.names(), ...optionFlagNames()]);
    return near === undefined ? [] : [`did you mean ${near}?`];
  }
}

function optionFlagNames(): readonly string[] {
  return optionNames().flatMap(({ options }) => options.map(({ name }) => optionFlagName(name)));
}
