import {
  ArgumentValueError,
  type Convert,
  type ParametersOf,
  inGroup,
  option,
  positiveNumber,
} from "../arguments/index.ts";

import { placeholderText } from "./placeholder-argument.ts";

export const ARCHIVE_FILTERS = "Archive filters";
export const ARCHIVE_FILTERS_NOTE = "They choose among the archives of a repository.";

const SORT_KEYS = ["timestamp", "archive", "name", "id"];

/** Keys to sort archives by, in Borg's inner names (`ts`, `name`, `id`). */
const sortKeys: Convert<string> = (text) => {
  for (const key of text.split(",")) {
    if (!SORT_KEYS.includes(key)) throw new ArgumentValueError(`Invalid sort key: ${key}`);
  }
  return text.replaceAll("timestamp", "ts").replaceAll("archive", "name");
};

export interface ArchiveNameValues {
  readonly prefix: string | undefined;
  readonly globArchives: string | undefined;
}

export interface ArchiveFilterValues extends ArchiveNameValues {
  /** Comma-separated, in Borg's inner names. */
  readonly sortBy: string;
  /** 0: all. */
  readonly first: number;
  readonly last: number;
}

/** Which archives of a repository are meant, by name. */
export const archiveNameFilters: ParametersOf<ArchiveNameValues> = inGroup(ARCHIVE_FILTERS, {
  prefix: option(
    ["-P", "--prefix"],
    "PREFIX",
    "only archives whose names begin with PREFIX (deprecated, use ``-a``)",
    placeholderText,
    undefined,
    { once: true, rivals: "name filter" },
  ),
  globArchives: option(
    ["-a", "--glob-archives"],
    "GLOB",
    'only archives whose names match GLOB, a shell pattern without the sh: in front; see "borg help patterns"',
    placeholderText,
    undefined,
    { once: true, rivals: "name filter" },
  ),
});

/** Which archives of a repository are meant, and in which order. */
export const archiveFilters: ParametersOf<ArchiveFilterValues> = {
  ...archiveNameFilters,
  ...inGroup(ARCHIVE_FILTERS, {
    sortBy: option(
      ["--sort-by"],
      "KEYS",
      `sort by these keys, separated by commas, out of ${SORT_KEYS.join(", ")} (default: timestamp)`,
      sortKeys,
      "ts",
    ),
    first: option(["--first"], "N", "only the first N of the archives that are left", positiveNumber, 0, {
      rivals: "count filter",
    }),
    last: option(["--last"], "N", "only the last N of the archives that are left", positiveNumber, 0, {
      rivals: "count filter",
    }),
  }),
};

/** The name pattern that `--prefix` or `--glob-archives` ask for. */
export function archiveGlob(values: ArchiveNameValues): string | undefined {
  return values.prefix === undefined ? values.globArchives : `${values.prefix}*`;
}
