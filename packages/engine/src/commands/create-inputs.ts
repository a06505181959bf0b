import { addAbortSignal } from "node:stream";
import type { Readable } from "node:stream";
import { ReadableBytes, RunningProgram, separatedPaths } from "../archive/index.ts";
import type { PipedFile, PipedInput, ProgramCall } from "../archive/index.ts";

/** What is backed up in place of roots. */
export type CreateInput =
  /** The output of a program, as the only file. */
  | { readonly type: "program"; readonly program: ProgramCall; readonly file: PipedFile }
  /** Exactly these paths, of folders not what is in them. */
  | { readonly type: "paths"; readonly from: ProgramCall | Readable; readonly delimiter: string };

export interface CreateInputs {
  /** Roots as the user gave them. */
  readonly paths: readonly string[];
  /** What the root `-` stands for; undefined: a file of that name. */
  readonly standardInput?: PipedInput | undefined;
  readonly input?: CreateInput | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Where inputs go: into an archive, or nowhere (a dry run). */
export interface InputSink {
  /** Takes the roots. */
  walk(): Promise<void>;
  paths(paths: readonly string[]): Promise<void>;
  pipe(input: PipedInput): Promise<void>;
  /** Resolves when all that was given has arrived. */
  settle(): Promise<void>;
}

/**
 * Gives `sink` all inputs, in order.
 *
 * @throws {CommandError} If a program cannot be run, or fails.
 */
export async function feedInputs({ input, signal }: CreateInputs, sink: InputSink): Promise<void> {
  if (input === undefined) await sink.walk();
  else if (input.type === "program") await feedProgram(input.program, input.file, sink);
  else await feedPaths(input.from, input.delimiter, sink, signal);
}

async function feedProgram(call: ProgramCall, file: PipedFile, sink: InputSink): Promise<void> {
  let program: RunningProgram | undefined;
  const content = (): { readable: Readable } => {
    program = RunningProgram.start(call);
    return { readable: program.output };
  };
  await sink.pipe({ file, content });
  await sink.settle();
  await program?.finish();
}

async function feedPaths(
  from: ProgramCall | Readable,
  delimiter: string,
  sink: InputSink,
  signal: AbortSignal | undefined,
): Promise<void> {
  const program = "words" in from ? RunningProgram.start(from) : undefined;
  const readable = program?.output ?? (from as Readable);
  // Whoever wants the command to stop shall not have to wait for the next path.
  if (signal !== undefined) addAbortSignal(signal, readable);
  try {
    for await (const paths of separatedPaths(new ReadableBytes(readable), delimiter)) await sink.paths(paths);
  } catch (error) {
    if (signal?.aborted === true && (error as Error).name === "AbortError") return;
    throw error;
  }
  await sink.settle();
  await program?.finish();
}
