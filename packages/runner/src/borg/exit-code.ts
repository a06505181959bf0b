import type { ExitCodeRule } from "./borg.ts";

/** What an exit code means. */
export type ExitMeaning = "success" | "warning" | "error";

/** Warnings of Borg 1.4 after which something that was asked for is missing, with what they say. */
const WARNINGS_THAT_ARE_ERRORS: ReadonlyMap<number, string> = new Map([
  [101, "a path or pattern has matched nothing"],
  [102, "trouble while backing up"],
  [104, "trouble with the operating system"],
  [105, "missing permission"],
  [106, "trouble while reading or writing"],
]);

/** Borg's codes for errors. 1 and those from 100 on are warnings. */
const ERROR_CODES = { min: 2, max: 99 };

/** From here on a code says which signal has ended Borg: nothing that was asked for can be taken for done. */
const SIGNAL_CODES_MIN = 128;

/** The exit code by which Borg says that it did not dare to open the repository. */
const ACCESS_ABORTED = 62;

/**
 * What an exit code of Borg means.
 *
 * @param rules Win over Borg's own meaning, the first of a code.
 */
export function meaningOf(code: number, rules: readonly ExitCodeRule[]): ExitMeaning {
  if (code === 0) return "success";
  const rule = rules.find((entry) => entry.code === code);
  if (rule !== undefined) return rule.treat_as;
  if (WARNINGS_THAT_ARE_ERRORS.has(code)) return "error";
  const isError = (code >= ERROR_CODES.min && code <= ERROR_CODES.max) || code >= SIGNAL_CODES_MIN;
  return isError ? "error" : "warning";
}

/** What an exit code is about, and what can be done, where that is not in Borg's own words. */
export function describeExitCode(code: number): string {
  const meaning = WARNINGS_THAT_ARE_ERRORS.get(code);
  if (meaning !== undefined) return `${meaning}; borg_exit_codes can make a warning of it`;
  if (code !== ACCESS_ABORTED) return "";
  return "set relocated_repo_access_is_ok or unknown_unencrypted_repo_access_is_ok to true if this repository is the right one";
}
