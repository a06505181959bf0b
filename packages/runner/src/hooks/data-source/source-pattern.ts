/** One line of the pattern list that an archive is made from. */
export interface SourcePattern {
  /** R: a root; P: default style of the lines after it; + include, - exclude, ! exclude without looking inside. */
  readonly type: "R" | "P" | "+" | "-" | "!";
  /** How `path` is matched; empty for roots and for the default style. */
  readonly style: "" | "fm" | "sh" | "re" | "pp" | "pf";
  readonly path: string;
  /** Who has asked for it. Snapshots follow only what the user has written. */
  readonly origin: "configuration" | "hook";
}

/** The line as a file for `--patterns-from` holds it. */
export function formatSourcePattern({ type, style, path }: SourcePattern): string {
  return `${type} ${style === "" ? "" : `${style}:`}${path}`;
}

/** The list with `path` as a root of its own at the front, and a line that keeps the user's excludes away from it. */
export function injectRoot(patterns: readonly SourcePattern[], path: string): readonly SourcePattern[] {
  const line = { style: "", path, origin: "hook" } as const;
  return [{ ...line, type: "R" }, { ...line, type: "+" }, ...patterns];
}
