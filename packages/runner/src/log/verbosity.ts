import { LOG_LEVELS, type LogLevel } from "./level.ts";

/** How much is shown, as a configuration says it: -2 nothing, -1 errors, 0 answers and warnings, 1 what happens, 2 everything. */
export type Verbosity = -2 | -1 | 0 | 1 | 2;

const LEAST: Readonly<Record<Verbosity, LogLevel | undefined>> = {
  "-2": undefined,
  "-1": "error",
  0: "answer",
  1: "info",
  2: "debug",
};

/** Whether a record of `level` is to be seen at `verbosity`. */
export function isShown(level: LogLevel, verbosity: Verbosity): boolean {
  const least = LEAST[verbosity];
  return least !== undefined && LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(least);
}
