import { takesValue, type AnyActionTable, type AnyFlag } from "./flag.ts";
import { GLOBAL_FLAGS } from "./global-flags.ts";
import { findOptionFlag, optionTakesValue, type OptionFlagMatch } from "./option-flags.ts";

/** Who takes a flag. */
export interface FlagMatch {
  /** The actions that know it; all of them get it. */
  readonly takers: readonly { readonly table: AnyActionTable; readonly flag: AnyFlag }[];
  /** The flag of the whole command line. */
  readonly global?: AnyFlag;
  /** The option of the configuration, where no other takes it. */
  readonly option?: OptionFlagMatch;
  readonly takesValue: boolean;
}

/** Finds flags among those of some actions, of the whole command line, and of the options of the configuration. */
export class FlagLookup {
  readonly #tables: readonly AnyActionTable[];

  constructor(tables: readonly AnyActionTable[]) {
    this.#tables = tables;
  }

  /** @param name With its dashes. Flags of actions may be shortened as long as it is clear which is meant. */
  find(name: string): FlagMatch | undefined {
    const takers = this.#takers((one) => one === name);
    const global = GLOBAL_FLAGS.find(({ names }) => names.includes(name));
    const [first] = takers;
    const flag = first?.flag ?? global;
    if (flag !== undefined) {
      return { takers, ...(global === undefined ? {} : { global }), takesValue: takesValue(flag) };
    }
    if (!name.startsWith("--")) return undefined;
    const option = findOptionFlag(name.slice(2));
    if (option !== undefined) return { takers: [], option, takesValue: optionTakesValue(option) };
    return this.#shortened(name);
  }

  /** All names that an action or the command line knows. */
  names(): readonly string[] {
    return [...this.#tables.flatMap(({ flags }) => flags), ...GLOBAL_FLAGS].flatMap(({ names }) => names);
  }

  #shortened(name: string): FlagMatch | undefined {
    const takers = this.#takers((one) => one.startsWith(name));
    const usual = new Set(takers.map(({ flag }) => flag.names[0]));
    const [first] = takers;
    return first === undefined || usual.size > 1 ? undefined : { takers, takesValue: takesValue(first.flag) };
  }

  #takers(fits: (name: string) => boolean): FlagMatch["takers"] {
    return this.#tables.flatMap((table) =>
      table.flags.filter(({ names }) => names.some(fits)).map((flag) => ({ table, flag })),
    );
  }
}
