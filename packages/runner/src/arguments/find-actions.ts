import { actionOf, ALL_ACTIONS, membersOf } from "./action-tables.ts";
import { FlagLookup } from "./flag-lookup.ts";
import type { AnyActionTable } from "./flag.ts";
import { readFlagWord } from "./split-word.ts";
import { UsageError } from "./usage-error.ts";

/** Which words of a command line name actions. */
export interface FoundActions {
  /** In order, each once. */
  readonly tables: readonly AnyActionTable[];
  /** Words that name them. */
  readonly places: ReadonlySet<number>;
  /** What follows `borg` and belongs to Borg. */
  readonly borgWords: readonly string[];
  /** Number of the first word that does; the number of words if there is none. */
  readonly end: number;
}

/**
 * Finds the actions, which may stand anywhere between flags. A word that is the value of a flag is none, whatever it says.
 *
 * @throws {UsageError} If the second word of an action is missing.
 */
export function findActions(words: readonly string[]): FoundActions {
  const lookup = new FlagLookup(tablesThatMayBe(words));
  const tables = new Set<AnyActionTable>();
  const places = new Set<number>();
  let family = "";
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    const flag = word.startsWith("-") ? readFlagWord(word, lookup) : undefined;
    if (flag !== undefined) {
      if (flag.match.takesValue && flag.value === undefined) at += 1;
      continue;
    }
    const table = actionOf(family === "" ? word : `${family} ${word}`);
    if (table === undefined && family === "" && membersOf(word).length > 0) family = word;
    else if (table !== undefined) {
      tables.add(table);
      family = "";
    } else if (family === "") continue;
    else break;
    places.add(at);
    if (table?.name === "borg") return { tables: [...tables], places, borgWords: words.slice(at + 1), end: at + 1 };
  }
  if (family !== "") {
    if (words.includes("--help") || words.includes("-h"))
      return { tables: [], places, borgWords: [], end: words.length };
    throw new UsageError(`Missing sub-action after ${family} action. Expected one of: ${membersOf(family).join(", ")}`);
  }
  return { tables: [...tables], places, borgWords: [], end: words.length };
}

/** Actions whose names occur: their flags tell which words are values. */
function tablesThatMayBe(words: readonly string[]): readonly AnyActionTable[] {
  return ALL_ACTIONS.filter(({ name, aliases = [] }) =>
    [name.split(" ").at(-1) ?? "", ...aliases].some((one) => words.includes(one)),
  );
}
