import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Program } from "./programs.ts";

/** How the real borg understands a command line. */
export interface Understood {
  readonly code: number;
  /** By Borg's names; only where the command line is right and asks for a command. */
  readonly values?: Readonly<Record<string, unknown>>;
  /** No command is named: the run would print help. */
  readonly help?: boolean;
  /** Python's exception, where borg would end with a traceback. */
  readonly crash?: string;
  readonly stdout: string;
  readonly stderr: string;
}

/** An option of the real borg. */
export interface RealSwitch {
  readonly flags: readonly string[];
  readonly metavar: string | null;
  /** The value may be missing. */
  readonly optional: boolean;
  readonly once: boolean;
  readonly required: boolean;
  readonly choices: readonly string[] | null;
  readonly group: string;
}

/** A command of the real borg. */
export interface RealCommand {
  readonly usage: string;
  /** Metavar, and how many words in argparse's notation. */
  readonly positionals: readonly (readonly [string, string | null])[];
  readonly switches: readonly RealSwitch[];
}

/** The argument parser of a real borg, in one Python process for as many questions as there are. */
export class RealParser {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly answers: AsyncIterator<string>;
  private errors = "";

  /**
   * @param borg A borg that pip installed: its Python lies beside it.
   * @param cwd Where relative paths of command lines start.
   * @param env All of the environment.
   */
  constructor(borg: Program, cwd: string, env: Readonly<Record<string, string>>) {
    const script = fileURLToPath(new URL("../../src/borg/parser.py", import.meta.url));
    this.child = spawn(join(dirname(borg.path), "python"), [script], { cwd, env });
    this.child.stderr.on("data", (data: Buffer) => (this.errors += data.toString()));
    this.answers = createInterface(this.child.stdout)[Symbol.asyncIterator]();
  }

  /** @param env Variables that change for this line on; null unsets. */
  async parse(
    program: "borg" | "borgfs",
    words: readonly string[],
    env: Readonly<Record<string, string | null>>,
  ): Promise<Understood> {
    return (await this.ask({ op: "parse", program, words, env })) as Understood;
  }

  /** All commands by their names, `borg key export`. */
  async shape(): Promise<Readonly<Record<string, RealCommand>>> {
    return (await this.ask({ op: "shape" })) as Record<string, RealCommand>;
  }

  close(): void {
    this.child.stdin.end();
  }

  private async ask(question: unknown): Promise<unknown> {
    this.child.stdin.write(`${JSON.stringify(question)}\n`);
    const { value, done } = await this.answers.next();
    if (done === true) throw new Error(`the real parser has ended: ${this.errors}`);
    return JSON.parse(value);
  }
}
