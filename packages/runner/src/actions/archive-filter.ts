import type { Configuration } from "../config/index.ts";

/** Archives get such names when the configuration says nothing else. */
export const DEFAULT_ARCHIVE_NAME_FORMAT = "{hostname}-{now:%Y-%m-%dT%H:%M:%S.%f}";

/** Placeholders whose values differ from one archive to the next. */
const CHANGING_PLACEHOLDERS = /\{(now|utcnow|pid)([:%\w.-]*)\}/g;

/** Patterns that every archive matches. */
const MATCH_ALL: readonly string[] = ["*", "re:.*", "sh:*"];

/**
 * The pattern of the archives that a configuration is about: its `match_archives`, or else what its names have in common.
 *
 * @returns Undefined if that is every archive.
 */
export function archivePattern(configuration: Configuration): string | undefined {
  const { match_archives, archive_name_format = DEFAULT_ARCHIVE_NAME_FORMAT } = configuration;
  const pattern = match_archives || archive_name_format.replace(CHANGING_PLACEHOLDERS, "*");
  return MATCH_ALL.includes(pattern) ? undefined : asGlob(pattern);
}

/** Options for Borg 1 that select archives by {@link archivePattern}. */
export function archiveFilter(configuration: Configuration): readonly string[] {
  return globOption(archivePattern(configuration));
}

/** The same where the deprecated `prefix` counts, given as a flag or as an option. */
export function archiveFilterWithPrefix(configuration: Configuration, prefix: string | undefined): readonly string[] {
  return prefix === undefined || prefix === "" ? archiveFilter(configuration) : globOption(`${prefix}*`);
}

/** Options that select what `pattern` matches; every archive if there is none. */
export function globOption(pattern: string | undefined): readonly string[] {
  return pattern === undefined ? [] : ["--glob-archives", asGlob(pattern)];
}

/** Borg 1 knows no other style, and not its name. */
function asGlob(pattern: string): string {
  return pattern.replace(/^sh:/, "");
}
