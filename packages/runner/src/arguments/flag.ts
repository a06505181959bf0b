/** One flag of an action. `Flags` is what the action gets. */
export type Flag<Flags> =
  | SwitchFlag<Flags>
  | CountFlag<Flags>
  | TextFlag<Flags>
  | TextsFlag<Flags>
  | NumberFlag<Flags>
  | StripFlag<Flags>
  | OptionFlag
  | UnusableFlag;

interface Naming {
  /** With their dashes; the first is the usual one. */
  readonly names: readonly string[];
  /** What it does, for help and completion. */
  readonly help: string;
}

interface Valued extends Naming {
  /** What help calls the value. */
  readonly metavar: string;
  readonly required?: true;
}

/** Is given or not. */
export interface SwitchFlag<Flags> extends Naming {
  readonly kind: "switch";
  readonly field: FieldOf<Flags, boolean>;
}

/** Counts how often it is given. */
export interface CountFlag<Flags> extends Naming {
  readonly kind: "count";
  readonly field: FieldOf<Flags, number>;
}

/** Has a text; the last one counts. */
export interface TextFlag<Flags> extends Valued {
  readonly kind: "text";
  readonly field: FieldOf<Flags, string>;
  readonly default?: string;
}

/** May be repeated. */
export interface TextsFlag<Flags> extends Valued {
  readonly kind: "texts";
  readonly field: FieldOf<Flags, readonly string[]>;
  readonly choices?: readonly string[];
}

/** Has a whole number. */
export interface NumberFlag<Flags> extends Valued {
  readonly kind: "number";
  readonly field: FieldOf<Flags, number>;
}

/** Has a number or `all`. */
export interface StripFlag<Flags> extends Valued {
  readonly kind: "strip";
  readonly field: FieldOf<Flags, number | "all">;
}

/** Is another spelling of an option of the configuration; without a value it sets it to true. */
export interface OptionFlag extends Naming {
  readonly kind: "option";
  readonly option: string;
  readonly metavar?: string;
}

/** Is understood, but belongs to Borg 2, which this program does not drive. */
export interface UnusableFlag extends Naming {
  readonly kind: "unusable";
  readonly metavar?: string;
}

/** Names of the fields of `Flags` that hold a `Value`. */
type FieldOf<Flags, Value> = {
  [Name in keyof Flags]-?: NonNullable<Flags[Name]> extends Value ? Name : never;
}[keyof Flags] &
  string;

/** What one action of the command line is made of. */
export interface ActionTable<Name extends string, Flags> {
  /** With its family in front: `key export`. */
  readonly name: Name;
  /** Other names. Short flags among them are names, too: `-p`. */
  readonly aliases?: readonly string[];
  /** What it does, in a line. */
  readonly summary: string;
  readonly flags: readonly Flag<Flags>[];
}

/** A table whose flags are not looked at by type any more. */
export type AnyActionTable = ActionTable<string, AnyFlags>;

/** A flag of any table. */
export type AnyFlag = Flag<AnyFlags>;

// every field may hold everything
interface AnyFlags {
  readonly [field: string]: never;
}

/** Whether a value follows the flag. */
export function takesValue(flag: AnyFlag): boolean {
  return "metavar" in flag && flag.metavar !== undefined;
}
