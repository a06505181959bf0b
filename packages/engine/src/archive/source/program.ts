import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { constants as osConstants } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { CommandError } from "@coffer/format/errors";
import { OSError, pythonRepr } from "../../platform/index.ts";

/** A program that is run for its output. */
export interface ProgramCall {
  /** Its name, then its arguments. No shell reads them. */
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Where programs are looked for if PATH is not set. */
const STANDARD_PATH = "/bin:/usr/bin";

/**
 * The shell makes itself deaf to Ctrl-C and becomes the program: whoever presses it wants *us* to stop, and we still read
 * what the program writes.
 */
const DEAF_TO_INTERRUPTS = 'trap "" INT; exec "$@"';

/** A program at work. Its standard input and error are ours. */
export class RunningProgram {
  readonly output: Readable;
  readonly #name: string;
  readonly #ended: Promise<number>;

  private constructor(name: string, child: ChildProcessByStdio<null, Readable, null>) {
    this.#name = name;
    this.output = child.stdout;
    this.#ended = new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code, signal) => resolve(code ?? -osConstants.signals[signal ?? "SIGKILL"]));
    });
    this.#ended.catch(() => undefined);
  }

  /** @throws {CommandError} If there is no such program, or it may not be run. */
  static start({ words, env }: ProgramCall): RunningProgram {
    const [name = ""] = words;
    const trouble = whatForbids(name, env["PATH"] ?? STANDARD_PATH);
    if (trouble !== undefined) {
      throw new CommandError(`Failed to execute command: ${new OSError(trouble, name).message}`);
    }
    const child = spawn("/bin/sh", ["-c", DEAF_TO_INTERRUPTS, "sh", ...words], {
      env: { ...env },
      stdio: ["inherit", "pipe", "inherit"],
    });
    return new RunningProgram(name, child);
  }

  /** Waits for the end of the program, whose output was read. @throws {CommandError} If it failed: its output is not whole. */
  async finish(): Promise<void> {
    const status = await this.#ended;
    if (status !== 0) throw new CommandError(`Command ${pythonRepr(this.#name)} exited with status ${status}`);
  }
}

/** The system error that starting the program would meet. */
function whatForbids(name: string, path: string): number | undefined {
  const { ENOENT, EACCES } = osConstants.errno;
  const places = name.includes("/") ? [name] : path.split(":").map((folder) => join(folder, name));
  let trouble = ENOENT;
  for (const place of name === "" ? [] : places) {
    try {
      if (!statSync(place).isFile()) throw Object.assign(new Error("no file"), { code: "EACCES" });
      accessSync(place, constants.X_OK);
      return undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EACCES") trouble = EACCES;
    }
  }
  return trouble;
}
