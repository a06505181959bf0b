/** What one option may hold, and what is told about it. The groups of this folder are tables of these. */
export type Option =
  | StringOption
  | IntegerOption
  | NumberOption
  | BooleanOption
  | IntegerOrStringOption
  | ListOption
  | ObjectOption
  | MapOption;

/** Options by name, in the order in which they are shown. */
export type OptionTable = Readonly<Record<string, Option>>;

/** What every option tells. */
interface About {
  /** One sentence for the sample configuration, `--help` and the manual. */
  readonly meaning?: string;
  /** Must be there wherever the object around it is. */
  readonly required?: true;
  /** What happens when it is left out: a value, or a few words. */
  readonly default?: string;
  /** A value that could stand in a file. */
  readonly example?: unknown;
  /** Still honoured; what to write instead. */
  readonly deprecated?: string;
}

export interface StringOption extends About {
  readonly type: "string";
  readonly choices?: readonly string[];
  /** Must never be shown. */
  readonly secret?: true;
}

export interface IntegerOption extends About {
  readonly type: "integer";
  readonly choices?: readonly number[];
}

export interface NumberOption extends About {
  readonly type: "number";
}

export interface BooleanOption extends About {
  readonly type: "boolean";
}

export interface IntegerOrStringOption extends About {
  readonly type: "integer or string";
}

export interface ListOption extends About {
  readonly type: "list";
  readonly items: Option;
  /** No element twice. */
  readonly distinct?: true;
}

export interface ObjectOption extends About {
  readonly type: "object";
  readonly options: OptionTable;
  /** May be null, which then means the same as an empty object. */
  readonly nullable?: true;
}

/** Names of the user's own choice. */
export interface MapOption extends About {
  readonly type: "map";
  readonly values: "anything" | "string";
}
