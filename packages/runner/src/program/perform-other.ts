import type { CommandLine, ProgramRequest } from "../arguments/index.ts";
import type { System } from "../system/index.ts";
import { bootstrapFiles } from "./bootstrap-files.ts";
import { browseFiles } from "./browse-action.ts";
import { escrowOf } from "./escrow-action.ts";
import { showMetrics, showReport } from "./report-actions.ts";
import { installScheduleOf, removeScheduleOf, reportFailure, showSchedule } from "./schedule-actions.ts";
import { setUp } from "./setup-action.ts";
import type { Terminal } from "./terminal.ts";

/** What is asked for seldom, and therefore loaded only then. */
export type OtherRequest = Exclude<
  ProgramRequest,
  { readonly name: "config generate" | "config validate" | "config show" }
>;

/** Performs what stands alone on the command line and is not done in a moment. */
export async function performOther(
  request: OtherRequest,
  line: CommandLine,
  system: System,
  terminal: Terminal,
): Promise<number> {
  switch (request.name) {
    case "config bootstrap":
      return await bootstrapFiles(request.flags, line, system);
    case "browse":
      return await browseFiles(line, system, terminal);
    case "key escrow":
      return await escrowOf(request.flags, line, system, terminal);
    case "metrics":
      return showMetrics(request.flags, line, system, terminal);
    case "report":
      return showReport(request.flags, line, system, terminal);
    case "setup":
      return await setUp(request.flags, line, system, terminal);
    case "schedule install":
      return await installScheduleOf(request.flags, line, system, terminal);
    case "schedule status":
      return await showSchedule(request.flags, line, system, terminal);
    case "schedule remove":
      return await removeScheduleOf(request.flags, line, system);
    case "schedule report-failure":
      return await reportFailure(line, system, terminal);
  }
}
