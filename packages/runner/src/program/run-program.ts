import { parseCommandLine, SHORT_USAGE, UsageError, type CommandLine } from "../arguments/index.ts";
import { ConfigurationError } from "../config/index.ts";
import type { System } from "../system/index.ts";
import { showFiles, validateFiles } from "./config-actions.ts";
import { generateFiles } from "./generate-files.ts";
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
    if (error instanceof ConfigurationError || isOperatingError(error)) {
      terminal.writeErr(`${error.message}\n`);
      return 1;
    }
    throw error;
  }
}

/** Trouble with files, settings and programs, which a person can do something about; not a mistake of ours. */
function isOperatingError(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined ? error.name === "Error" : !code.startsWith("ERR_");
}

async function perform(line: CommandLine, system: System, terminal: Terminal): Promise<number> {
  const { request } = line;
  if (request.kind === "actions") {
    const { performActions } = await import("./perform-actions.ts");
    return await performActions(request, line, system, terminal);
  }
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
    default: {
      const { performOther } = await import("./perform-other.ts");
      return await performOther(request, line, system, terminal);
    }
  }
}
