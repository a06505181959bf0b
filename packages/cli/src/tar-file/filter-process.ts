import { spawn } from "node:child_process";
import type { ChildProcess, StdioOptions } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { BorgError } from "@coffer/format/errors";
import { childEnvironment } from "../environment/index.ts";
import { ShellSyntaxError, reprTexts, splitShell } from "../text/index.ts";
import { BORG_VERSION } from "../version/index.ts";
import type { TarFileOptions } from "./tar-file-options.ts";

type FilterOptions = Pick<TarFileOptions, "logger" | "env">;

/** What keeps a program from being started, in Borg's words. */
const SPAWN_TROUBLE: Readonly<Record<string, string>> = {
  ENOENT: "executable not found",
  EACCES: "permission denied",
};

/** A program that the tar file goes through, started without a shell. */
export class FilterProcess {
  readonly child: ChildProcess;
  readonly #command: string;
  readonly #ended: Promise<[code: number | null, signal: NodeJS.Signals | null]>;

  private constructor(child: ChildProcess, command: string) {
    this.child = child;
    this.#command = command;
    this.#ended = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  }

  /**
   * @param command Split into words by the rules of a shell.
   * @throws {BorgError} If there is no such program, or it may not be run.
   */
  static async start(command: string, stdio: StdioOptions, { logger, env }: FilterOptions): Promise<FilterProcess> {
    const complain = (what: string): BorgError => {
      logger.log({ level: "error", message: `filter-process: ${what}`, name: "borg.helpers.process" });
      return new BorgError(`filter ${command}: process creation failed`);
    };
    let words: string[];
    try {
      words = splitShell(command);
    } catch (error) {
      if (error instanceof ShellSyntaxError) throw complain(error.message);
      throw error;
    }
    const [program, ...rest] = words;
    if (program === undefined) throw complain("an empty command line is not permitted");
    const message = `filter-process: command line: ${reprTexts(words)}`;
    logger.log({ level: "debug", message, name: "borg.helpers.process" });
    const child = spawn(program, rest, { env: childEnvironment(env, BORG_VERSION), stdio });
    try {
      await once(child, "spawn");
    } catch (error) {
      const trouble = SPAWN_TROUBLE[(error as NodeJS.ErrnoException).code ?? ""];
      if (trouble === undefined) throw error;
      throw complain(`${trouble}: ${program}`);
    }
    return new FilterProcess(child, command);
  }

  /** Waits for its end. @throws {BorgError} If it failed. */
  async finish(): Promise<void> {
    const [code, signal] = await this.#ended;
    if (code === 0) return;
    const status = code ?? -(signal === null ? 0 : constants.signals[signal]);
    throw new BorgError(`filter ${this.#command} failed, rc=${status}`);
  }

  kill(): void {
    this.child.kill("SIGKILL");
  }
}
