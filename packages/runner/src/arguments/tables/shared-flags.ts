import type { Flag, OptionFlag, TextFlag, UnusableFlag } from "../flag.ts";

/** What every action on a repository gets besides its own flags. */
export interface OnRepository {
  readonly repository?: string;
}

export const REPOSITORY: TextFlag<OnRepository> = {
  kind: "text",
  names: ["--repository"],
  field: "repository",
  metavar: "REPOSITORY",
  help: "Path or label of a configured repository, or a glob in quotes; all of them if left out",
};

export const PROGRESS: OptionFlag = {
  kind: "option",
  names: ["--progress"],
  option: "progress",
  help: "Show how far the work has come",
};

export const LIST: OptionFlag = {
  kind: "option",
  names: ["--list"],
  option: "list_details",
  help: "List what is treated, and how",
};

export const LIST_OR_FILES: OptionFlag = { ...LIST, names: ["--list", "--files"] };

export const STATS: OptionFlag = {
  kind: "option",
  names: ["--stats"],
  option: "statistics",
  help: "Show statistics at the end",
};

export const QUICK_STATS: OptionFlag = {
  kind: "option",
  names: ["--quick-stats"],
  option: "quick_statistics",
  help: "Show those statistics that cost nothing",
};

export const MATCH_ARCHIVES_NAMES: readonly string[] = ["-a", "--match-archives", "--glob-archives"];

export const MATCH_ARCHIVES: OptionFlag = {
  kind: "option",
  names: MATCH_ARCHIVES_NAMES,
  option: "match_archives",
  metavar: "PATTERN",
  help: "Only archives whose names match",
};

/** Flags that choose archives by their time; Borg 2 only. */
export const TIME_RANGE: readonly UnusableFlag[] = [
  { kind: "unusable", names: ["--oldest"], metavar: "TIMESPAN", help: "Borg 2 only" },
  { kind: "unusable", names: ["--newest"], metavar: "TIMESPAN", help: "Borg 2 only" },
  { kind: "unusable", names: ["--older"], metavar: "TIMESPAN", help: "Borg 2 only" },
  { kind: "unusable", names: ["--newer"], metavar: "TIMESPAN", help: "Borg 2 only" },
];

interface Selection {
  readonly sortBy?: string;
  readonly first?: number;
  readonly last?: number;
}

/** Flags that choose among sorted archives. */
export const SELECTION: readonly Flag<Selection>[] = [
  { kind: "text", names: ["--sort-by"], field: "sortBy", metavar: "KEYS", help: "Sort archives by these, with commas" },
  { kind: "number", names: ["--first"], field: "first", metavar: "N", help: "Only the first N archives" },
  { kind: "number", names: ["--last"], field: "last", metavar: "N", help: "Only the last N archives" },
];
