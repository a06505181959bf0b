import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { killNow } from "./kill-now.ts";

export interface RunOptions {
  readonly cwd?: string | undefined;
  /** The whole environment of the child; nothing is inherited. Default: that of this process. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Written to stdin, which is then closed. Default: empty. */
  readonly input?: string | Uint8Array | undefined;
  /** Default 10 minutes; then SIGKILL and {@link Finished.timedOut}. */
  readonly timeoutMs?: number | undefined;
}

export interface Finished {
  /** Exit code; 128 + number for a death by signal, as a shell has it. */
  readonly code: number;
  readonly signal: NodeJS.Signals | undefined;
  readonly stdout: Buffer;
  /** stdout as UTF-8. */
  readonly text: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  readonly seconds: number;
}

export interface Started {
  readonly child: ChildProcess;
  readonly pid: number;
  /** Ends when the process has; never rejects for an exit code. */
  readonly finished: Promise<Finished>;
}

const SIGNALS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGKILL: 9,
  SIGTERM: 15,
  SIGSEGV: 11,
  SIGABRT: 6,
};

/** Starts a process in a group of its own, so that a kill of `-pid` reaches its children as well. */
export function start(command: string, args: readonly string[], options: RunOptions = {}): Started {
  const began = performance.now();
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (data: Buffer) => stdout.push(data));
  child.stderr.on("data", (data: Buffer) => stderr.push(data));
  // A child that does not read its input is no failure of the test.
  child.stdin.on("error", () => undefined);
  child.stdin.end(options.input ?? "");
  return { child, pid: child.pid ?? 0, finished: finish(child, stdout, stderr, began, options.timeoutMs ?? 600_000) };
}

/** Runs a process to its end. @throws If it cannot be started. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return start(command, args, options).finished;
}

async function finish(
  child: ChildProcess,
  stdout: readonly Buffer[],
  stderr: readonly Buffer[],
  began: number,
  timeoutMs: number,
): Promise<Finished> {
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    if (child.pid !== undefined) killNow(-child.pid);
  }, timeoutMs);
  try {
    const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
    const output = Buffer.concat(stdout);
    return {
      code: code ?? 128 + (SIGNALS[signal ?? ""] ?? 0),
      signal: signal ?? undefined,
      stdout: output,
      text: output.toString("utf8"),
      stderr: Buffer.concat(stderr).toString("utf8"),
      timedOut,
      seconds: (performance.now() - began) / 1000,
    };
  } finally {
    clearTimeout(timer);
  }
}
