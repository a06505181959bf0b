import type { CreateInputs } from "@coffer/engine/commands";
import { BorgError } from "@coffer/format/errors";
import type { CommandRun } from "./command.ts";
import { childEnvironment, standardInput } from "../environment/index.ts";
import { EscapeError, unescapeText } from "../text/index.ts";
import { BORG_VERSION } from "../version/index.ts";

/** The values that say what is backed up. */
export interface InputValues {
  readonly paths: readonly string[];
  readonly stdinName: string;
  readonly stdinUser: string | undefined;
  readonly stdinGroup: string | undefined;
  readonly stdinMode: number;
  readonly contentFromCommand: boolean;
  readonly pathsFromStdin: boolean;
  readonly pathsFromCommand: boolean;
  readonly pathsDelimiter: string | undefined;
}

/** What argparse cannot see; words are those of a usage error. */
export function inputFault(values: InputValues): string | undefined {
  if (values.paths.length > 0) {
    return values.pathsFromStdin ? "Must not pass PATH with ``--paths-from-stdin``." : undefined;
  }
  if (values.contentFromCommand || values.pathsFromCommand) return "No command given.";
  return values.pathsFromStdin ? undefined : "Need at least one PATH argument.";
}

/** Where `create` takes its files from. */
export function createInputs(values: InputValues, run: CommandRun): CreateInputs {
  const { paths, stdinName: name, stdinUser: user, stdinGroup: group, stdinMode: mode } = values;
  const file = { name, user, group, mode };
  const program = { words: paths, env: childEnvironment(run.env, BORG_VERSION) };
  const { signal } = run;
  if (values.contentFromCommand) return { paths: [], input: { type: "program", program, file }, signal };
  if (values.pathsFromCommand || values.pathsFromStdin) {
    const from = values.pathsFromCommand ? program : process.stdin;
    return { paths: [], input: { type: "paths", from, delimiter: delimiterOf(values) }, signal };
  }
  return { paths, standardInput: { file, content: standardInput }, signal };
}

function delimiterOf({ pathsDelimiter }: InputValues): string {
  if (pathsDelimiter === undefined) return "\n";
  try {
    return unescapeText(pathsDelimiter) || "\n";
  } catch (error) {
    if (error instanceof EscapeError) throw new BorgError(`--paths-delimiter: ${error.message}`);
    throw error;
  }
}
