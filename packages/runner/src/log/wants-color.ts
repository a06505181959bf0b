/** What decides on colors. */
export interface ColorQuestion {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The option `color` of all configurations; undefined where left out. */
  readonly options: readonly (boolean | undefined)[];
  /** Whether JSON is on standard output. */
  readonly isJson: boolean;
  readonly isTerminal: boolean;
}

/** Whether the console is to be colored: never with JSON, NO_COLOR or `color: false`; else as PY_COLORS says; else on a terminal. */
export function wantsColor({ env, options, isJson, isTerminal }: ColorQuestion): boolean {
  if (isJson || options.includes(false) || (env["NO_COLOR"] ?? "") !== "") return false;
  const forced = env["PY_COLORS"];
  if (forced !== undefined) return ["yes", "on", "1", "true"].includes(forced.toLowerCase());
  return isTerminal && env["TERM"] !== "dumb";
}
