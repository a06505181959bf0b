import { spawn } from "node:child_process";
import { constants } from "node:os";
import { LineSplitter } from "./line-splitter.ts";
import type { Env } from "./system.ts";

/** How a command is started. */
export interface CommandOptions {
  /** The whole environment, not an addition to ours. */
  readonly env: Env;
  readonly cwd: string;
  /** Text for standard input; empty when left out. */
  readonly input?: string;
  /** The command may ask: standard input and standard error are ours, and `stderr` of the result stays empty. */
  readonly interactive?: boolean;
  /** Called with each line of either output, without its line break. */
  readonly onLine?: (line: string) => void;
  /** Ends the command with SIGTERM. */
  readonly signal?: AbortSignal;
}

/** How a command has ended. */
export interface CommandResult {
  /** Exit code; 128 + number of the signal when one has ended it, as a shell says it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program to its end. Its words are passed as they are; no shell reads them.
 *
 * @param words Program and arguments.
 * @throws {Error} If it cannot be started (`ENOENT`, `EACCES`); nothing has run.
 */
export async function runCommand(words: readonly string[], options: CommandOptions): Promise<CommandResult> {
  const [program = "", ...rest] = words;
  const { env, cwd, input, interactive, onLine, signal } = options;
  const asking = interactive === true ? "inherit" : "pipe";
  const child = spawn(program, rest, {
    env: { ...env },
    cwd,
    stdio: [asking, "pipe", asking],
    ...(signal === undefined ? {} : { signal }),
  });
  const [stdout, stderr] = [new TextCollector(onLine), new TextCollector(onLine)];
  child.stdout?.setEncoding("utf8").on("data", (text: string) => stdout.add(text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => stderr.add(text));
  // a command that does not read its input is no error
  child.stdin?.on("error", () => {});
  child.stdin?.end(input ?? "");
  const code = await new Promise<number>((resolve, reject) => {
    child.once("error", (error) => {
      if (error.name !== "AbortError") reject(error);
    });
    child.once("close", (code, signalName) => resolve(code ?? 128 + signalNumber(signalName)));
  });
  return { code, stdout: stdout.end(), stderr: stderr.end() };
}

/** Text of one output, and its lines as they come. */
class TextCollector {
  readonly #splitter: LineSplitter | undefined;
  readonly #pieces: string[] = [];

  constructor(onLine: ((line: string) => void) | undefined) {
    this.#splitter = onLine === undefined ? undefined : new LineSplitter(onLine);
  }

  add(text: string): void {
    this.#pieces.push(text);
    this.#splitter?.add(text);
  }

  end(): string {
    this.#splitter?.end();
    return this.#pieces.join("");
  }
}

function signalNumber(name: NodeJS.Signals | null): number {
  return name === null ? 0 : constants.signals[name];
}
