import { parseCommandLine, SHORT_USAGE, UsageError, type CommandLine } from "../arguments/index.ts";
import { ConfigurationError } from "../config/index.ts";
import type { System } from "../system/index.ts";
import { bootstrapFiles } from "./bootstrap-files.ts";
import { browseFiles } from "./browse-action.ts";
import { showFiles, validateFiles } from "./config-actions.ts";
import { generateFiles } from "./generate-files.ts";
import { performActions } from "./perform-actions.ts";
import { installScheduleOf, removeScheduleOf, reportFailure, showSchedule } from "./schedule-actions.ts";
import { setUp } from "./setup-action.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Runs coffermatic.
 *
 * @param words The command line without the program's name.
 * @returns The exit code: 0, 1 if anything has failed, 2 for a value that is missing or wrong on the command line, 128 + its number after
 *   a signal.
 */
export async function runProgram(words: readonly string[], system: System, terminal: Terminal): Promise<number> {
  try {
    return await perform(parseCommandLine(words), system, terminal);
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.writeErr(`${SHORT_USAGE}${error.message}\n`);
      return error.exitCode;
    }
    if (error instanceof ConfigurationError) {
      terminal.writeErr(`${error.message}\n`);
      return 1;
    }
    throw error;
  }
}

async function perform(line: CommandLine, system: System, terminal: Terminal): Promise<number> {
  const { request } = line;
  if (request.kind === "actions") return await performActions(request, line, system, terminal);
  if (request.kind !== "program") {
    terminal.writeOut(request.text);
    return 0;
  }
  switch (request.name) {
    case "config generate":
      return generateFiles(request.flags, line.dryRun, system, terminal);
    case "config validate":
      return validateFiles(request.flags, line, system, terminal);
    case "config show":
      return showFiles(request.flags, line, system, terminal);
    case "browse":
      return await browseFiles(line, system, terminal);
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
    case "config bootstrap":
      return await bootstrapFiles(request.flags, line, system);
  }
}
