/**
 * What the values of options and positional arguments may depend on. Parsing stays a function of the command line and of
 * this; tests hand in their own.
 */
export interface ParseWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  /**
   * Fills placeholders such as `{hostname}` into a text of the user.
   *
   * @param atMicros The time that `{now}` means; default now. Microseconds since 1970.
   * @throws {BorgError} If there is no such placeholder.
   * @throws {PlaceholderSyntaxError} If braces do not pair up.
   */
  fillPlaceholders(text: string, atMicros?: bigint): string;
  /** Text of a file that an option names. @throws {BorgError} If it does not exist. */
  readText(path: string): string;
  /** Modification time of a file, seconds since 1970; undefined if there is no such file. */
  fileSeconds(path: string): number | undefined;
}

/**
 * One spelling group of an option, such as `-n, --dry-run`: how it is typed, what it does to its value, what the help says.
 */
export interface Switch<T> {
  /** In the order of the help; errors name them joined by `/`. */
  readonly flags: readonly string[];
  /** Name of the value in the help; a switch without one takes no value. */
  readonly metavar?: string;
  /** The value may be missing, and is this text then. */
  readonly bareValue?: string;
  readonly help: string;
  /** Values that are allowed; checked after {@link apply}'s conversion would be too late, so on the text itself. */
  readonly choices?: readonly string[];
  /** May stand only once on the command line. */
  readonly once?: boolean;
  /** The command line is wrong without it. */
  readonly required?: boolean;
  /** Switches of one command with the same rival name exclude each other. */
  readonly rivals?: string;
  /** What a missing value is called: Borg's pattern options say "1 argument", all others "one argument". */
  readonly missingValue?: "one argument" | "1 argument";
  /** `help` and `version` end the run as soon as they are met. */
  readonly stops?: "help" | "version";
  /** Heading in the help; undefined is "options". */
  readonly group?: string;
  /**
   * @param text The value as typed; empty for switches without value.
   * @param addWords Adds words to a positional argument, as if they stood on the command line.
   */
  apply(current: T, text: string, world: ParseWorld, addWords: AddWords): T;
}

/** @param dest Name of a positional argument that takes any number of words. */
export type AddWords = (dest: string, words: readonly string[]) => void;

/** A value of the command line and every switch that can change it, in the order of the help. */
export interface Parameter<T> {
  readonly initial: T;
  readonly switches: readonly Switch<T>[];
}

/**
 * How many words a positional argument takes: `any` all up to the next option, `some` the same but at least one, `rest` all
 * that is left, options and marks included.
 */
export type Arity = "one" | "optional" | "any" | "some" | "rest";

/** Positional argument. */
export interface Positional<T> {
  readonly metavar: string;
  readonly arity: Arity;
  readonly help: string;
  /** Words of the command line are added to those that options have added before; else they replace them. */
  readonly adds?: boolean;
  /** The words that were given; none if an optional one is missing. */
  collect(words: readonly string[], world: ParseWorld): T;
  /** Value while the parser has not come by. */
  readonly initial: T;
}

// The tables are heterogeneous; each entry keeps its own type through `ValuesOf`.
// oxlint-disable-next-line typescript/no-explicit-any
export type Parameters = Readonly<Record<string, Parameter<any>>>;
// oxlint-disable-next-line typescript/no-explicit-any
export type Positionals = Readonly<Record<string, Positional<any>>>;

/** A table whose values are those of `V`. */
export type ParametersOf<V> = { readonly [K in keyof V]: Parameter<V[K]> };

/** Types of the values that a table yields. */
export type ValuesOf<P extends Parameters, Q extends Positionals> = {
  readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never;
} & {
  readonly [K in keyof Q]: Q[K] extends Positional<infer T> ? T : never;
};

/** Everything that parser, help, man pages and completions need to know of a command. */
export interface CommandSyntax<P extends Parameters = Parameters, Q extends Positionals = Positionals> {
  /** As typed: `create`, `key export`. */
  readonly name: string;
  /** A few words for the list of commands. */
  readonly summary: string;
  /** One sentence on top of the help. */
  readonly description: string;
  /** Paragraphs below the help, ready to print. */
  readonly epilog: string;
  readonly parameters: P;
  readonly positionals: Q;
  /** Text below a group's heading. */
  readonly groupNotes?: Readonly<Record<string, string>>;
}
