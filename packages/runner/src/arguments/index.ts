/**
 * The command line of coffermatic: actions with their flags, flags for all of it, a flag for every option of the configuration; help and
 * completion.
 *
 * Words: an action's *table* is the only source of its flags, their help and their completion. A *request* is what is to be done in the
 * end: actions on repositories, an action that stands alone, or a text to show.
 *
 * Stands on `runner/actions` (the types of their flags) and `runner/config`.
 *
 * @module
 */
export type { ActionsRequest, CommandLine, ProgramRequest, Request, TextRequest } from "./command-line.ts";
export { programHelp, SHORT_USAGE } from "./help.ts";
export { parseCommandLine } from "./parse-command-line.ts";
export type {
  GenerateFlags,
  InstallFlags,
  EscrowFlags,
  MetricsFlags,
  ProgramFlags,
  ReportFlags,
  ScheduleFlags,
  SetupFlags,
  ShowFlags,
  StatusFlags,
  ValidateFlags,
} from "./program-flags.ts";
export { UsageError } from "./usage-error.ts";
