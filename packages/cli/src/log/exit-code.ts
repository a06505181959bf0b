/** Exit code of a failed run where nothing more special is known. */
export const EXIT_ERROR = 2;
export const EXIT_WARNING = 1;
/** Added to the number of the signal that ended the run. */
export const EXIT_SIGNAL_BASE = 128;

export type ExitKind = "success" | "warning" | "error" | "signal" | "abnormal";

/** What kind of end an exit code tells of: 2 to 99 errors, 1 and 100 to 127 warnings, from 128 on signals. */
export function classifyExit(code: number): ExitKind {
  if (code === 0) return "success";
  if (code === EXIT_WARNING || (code >= 100 && code < EXIT_SIGNAL_BASE)) return "warning";
  if (code >= EXIT_ERROR && code < 100) return "error";
  return code >= EXIT_SIGNAL_BASE && code <= 255 ? "signal" : "abnormal";
}

/**
 * Exit code of a command that ended by itself.
 *
 * @param outcome 0, or 1 if the command itself reports a warning (`check` that found errors).
 * @param warnings Codes of the warnings that were met: all the same, that one; different ones, 1.
 */
export function exitCodeOf(outcome: number, warnings: ReadonlySet<number>): number {
  if (outcome !== 0) return outcome;
  const [first, ...others] = warnings;
  if (first === undefined) return 0;
  return others.length === 0 ? first : EXIT_WARNING;
}
