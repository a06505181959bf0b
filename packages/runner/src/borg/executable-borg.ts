import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { pipeline } from "node:stream/promises";
import { runCommand } from "../system/index.ts";
import type { Borg, BorgCall, BorgOutput, BorgResult } from "./borg.ts";
import { BorgVersion } from "./borg-version.ts";
import type { BorgWorld } from "./borg-world.ts";
import { CallOutput } from "./call-output.ts";
import { concludeCall } from "./conclude-call.ts";
import { forwardInquiries } from "./forward-inquiries.ts";

/** The descriptor that the passphrase comes on. */
const PASSPHRASE_FD = 3;

/** Any Borg that can be started as a program. */
export class ExecutableBorg implements Borg {
  readonly sparesSpecialFiles = false;
  readonly #world: BorgWorld;
  readonly #start: readonly string[];
  #version: BorgVersion | undefined;

  /** @param start A program, and words that come before Borg's. */
  constructor(start: readonly string[], world: BorgWorld) {
    this.#world = world;
    this.#start = start;
  }

  async version(): Promise<BorgVersion> {
    this.#version ??= await this.#askVersion();
    return this.#version;
  }

  async run(call: BorgCall): Promise<BorgResult> {
    const { log, signal } = this.#world;
    const words = [...this.#start, ...call.command, ...call.options, ...call.positionals];
    log.debug(words.join(" "));
    const child = await this.#spawn(words, call);
    const output = new CallOutput(call, log);
    const code = await whileStoppable(child, [signal, call.signal], async () => await readToEnd(child, call, output));
    return concludeCall(words.slice(0, this.#start.length + call.command.length).join(" "), code, output, {
      rules: [...(this.#world.configuration.borg_exit_codes ?? []), ...(call.exitCodes ?? [])],
      log,
    });
  }

  forget(): void {
    // each call is a program of its own
  }

  async #askVersion(): Promise<BorgVersion> {
    const { env, cwd } = this.#world;
    const { stdout } = await this.#explainAbsence(() =>
      runCommand([...this.#start, "--version"], { env, cwd, signal: this.#world.signal }),
    );
    // `borg 1.4.5`, and maybe who else it is
    const [, version = ""] = stdout.trim().split(/\s+/);
    return new BorgVersion(version);
  }

  async #spawn(words: readonly string[], call: BorgCall): Promise<ChildProcess> {
    const [program = "", ...rest] = words;
    const passphrase = call.withoutPassphrase === true ? undefined : await this.#world.passphrase();
    const env = { ...this.#world.env, ...call.env };
    const stdio = stdioFor(call.output);
    if (passphrase !== undefined) {
      stdio.push("pipe");
      env["BORG_PASSPHRASE_FD"] = String(PASSPHRASE_FD);
    }
    return await this.#explainAbsence(async () => {
      const child = spawn(program, rest, { cwd: call.cwd ?? this.#world.cwd, env, stdio });
      await new Promise<void>((resolve, reject) => child.once("spawn", resolve).once("error", reject));
      forwardInquiries(child);
      if (passphrase !== undefined) handOver(passphrase, child);
      return child;
    });
  }

  async #explainAbsence<Result>(start: () => Promise<Result>): Promise<Result> {
    try {
      return await start();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      const program = this.#start.join(" ");
      throw new Error(`Cannot start ${program}: no such program (see the option local_path)`, { cause: error });
    }
  }
}

function stdioFor(output: BorgOutput): ("inherit" | "pipe")[] {
  if (output.kind === "terminal") return ["inherit", "inherit", "inherit"];
  const isWatched = output.kind === "capture" && output.isWatched === true;
  return ["inherit", "pipe", isWatched ? "inherit" : "pipe"];
}

/** Not by the environment, which other processes of the user can read. */
function handOver(passphrase: string, child: ChildProcess): void {
  const pipe = child.stdio[PASSPHRASE_FD];
  if (pipe === null || pipe === undefined || !("end" in pipe)) return;
  // a command that needs no passphrase does not read it
  pipe.on("error", () => undefined);
  // what goes to the background keeps its end of the pipe open; that must not keep us waiting
  pipe.end(passphrase, () => pipe.destroy());
}

/** @returns The exit code, or minus the number of the signal that has ended the child. */
async function readToEnd(child: ChildProcess, call: BorgCall, output: CallOutput): Promise<number> {
  const ended = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(code ?? -(signal === null ? 0 : constants.signals[signal])));
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => output.err.add(text));
  if (call.output.kind === "pipe" && child.stdout !== null) {
    // when the target goes away, Borg notices a broken pipe and ends with an error
    await pipeline(child.stdout, call.output.target, { end: false }).catch(() => child.stdout?.destroy());
  } else {
    child.stdout?.setEncoding("utf8").on("data", (text: string) => output.out.add(text));
  }
  const code = await ended;
  output.end();
  return code;
}

/** Sends the child SIGTERM as soon as one of the signals is aborted. */
async function whileStoppable<Result>(
  child: ChildProcess,
  signals: readonly (AbortSignal | undefined)[],
  work: () => Promise<Result>,
): Promise<Result> {
  const stop = (): void => void child.kill("SIGTERM");
  for (const signal of signals) {
    if (signal?.aborted === true) stop();
    signal?.addEventListener("abort", stop);
  }
  try {
    return await work();
  } finally {
    for (const signal of signals) signal?.removeEventListener("abort", stop);
  }
}
