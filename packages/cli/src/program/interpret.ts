import { basename } from "node:path";
import { BorgError, CommandError } from "@coffer/format/errors";
import {
  ArgumentValueError,
  BareArgumentError,
  type Level,
  type ParseWorld,
  UsageError,
  formatHelp,
  formatUsage,
  parseCommandLine,
} from "../arguments/index.ts";
import type { Command } from "../commands/index.ts";
import { type CommandLine, systemInfo } from "../environment/index.ts";
import { EXIT_ERROR } from "../log/index.ts";
import type { CommonValues } from "../options/index.ts";
import { VERSION_LINE } from "../version/index.ts";
import { describeFailure } from "./failure.ts";
import { clientWords, heedClient } from "./forced-command.ts";
import { loadCommands, programLevel } from "./levels.ts";
import { isolatedParseWorld, systemParseWorld } from "./parse-world.ts";

/** A command and the values that the command line gives it. */
export interface Asked {
  readonly command: Command;
  readonly values: Readonly<Record<string, unknown>> & CommonValues;
  /** The whole program, for its help. */
  readonly top: Level;
}

/** What a command line asks for: a command, or a text for standard output. */
export type Interpretation = ({ readonly kind: "command" } & Asked) | { readonly kind: "text"; readonly text: string };

/**
 * Reads a command line; nothing but the tables is touched.
 *
 * @param columns Width of help and usage.
 * @param preloaded Commands whose tables need not be loaded.
 * @throws {UsageError} {BorgError} {BareArgumentError} {ArgumentValueError} For what {@link refusalOf} has the words.
 */
export async function interpret(
  line: CommandLine,
  columns: number,
  preloaded?: ReadonlyMap<string, Command>,
): Promise<Interpretation> {
  const asked = await interpretWords(line, columns, systemParseWorld(line.env), preloaded);
  const ofClient = line.env["SSH_ORIGINAL_COMMAND"];
  if (asked.kind !== "command" || !asked.command.isServer || ofClient === undefined) return asked;
  return heedClient(asked, clientWords(ofClient), (words) =>
    interpretWords({ ...line, words }, columns, isolatedParseWorld(line.env), preloaded),
  );
}

async function interpretWords(
  line: CommandLine,
  columns: number,
  world: ParseWorld,
  preloaded?: ReadonlyMap<string, Command>,
): Promise<Interpretation> {
  const words = line.words.length > 0 ? line.words : ["-h"];
  const loaded = await loadCommands(words, basename(line.program), preloaded);
  const top = programLevel(basename(line.program), loaded);
  const outcome = parseCommandLine(top, words, world, columns);
  if (outcome.kind === "version") return { kind: "text", text: `${VERSION_LINE}\n` };
  if (outcome.kind === "help" || outcome.level.command === undefined) {
    return { kind: "text", text: formatHelp(outcome.level, columns) };
  }
  const command = loaded.get(outcome.level.command);
  if (command === undefined) throw new Error(`the table of ${outcome.level.command} is not loaded`);
  // The common options are part of every level.
  const values = outcome.values as Asked["values"];
  const refuse = (fault: string | undefined): void => {
    if (fault !== undefined) throw new UsageError(formatUsage(top, columns), top.program, fault);
  };
  refuse(command.findFault(values));
  if (values.bypassLock && !command.bypassesLock) {
    throw new BorgError("Error: Not allowed to bypass locking mechanism for chosen command");
  }
  refuse(sharedFault(values));
  return { kind: "command", command, values, top };
}

function sharedFault(values: Readonly<Record<string, unknown>>): string | undefined {
  const both = values["stats"] === true && values["quickStats"] === true;
  return both ? "--stats and --quick-stats are mutually exclusive." : undefined;
}

/** How a run ends whose command line is wrong. */
export interface Refusal {
  /** For standard error: plain text, whatever the options say about logging. */
  readonly text: string;
  readonly exitCode: number;
}

/** @param error What {@link interpret} threw. */
export function refusalOf(error: unknown, line: CommandLine): Refusal {
  const modern = line.env["BORG_EXIT_CODES"] === "modern";
  if (error instanceof UsageError) return { text: error.text(), exitCode: EXIT_ERROR };
  if (error instanceof BareArgumentError || error instanceof ArgumentValueError) {
    return { text: `${error.message}\n`, exitCode: modern ? CommandError.exitCode : EXIT_ERROR };
  }
  const failure = describeFailure(error, modern);
  const details = failure.detailLevel === "error" ? `${systemInfo(line.env, [line.program, ...line.words])}\n` : "";
  return { text: `${failure.message}\n${details}`, exitCode: failure.exitCode };
}
