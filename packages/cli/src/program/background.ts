import { spawn } from "node:child_process";
import { closeSync, writeSync } from "node:fs";
import { constants } from "node:os";
import { CommandError } from "@coffer/format/errors";
import type { CommandLine, Env } from "../environment/index.ts";
import { EXIT_SIGNAL_BASE } from "../log/index.ts";

/** Tells a process that it was started to go to the background: the descriptor on which to say when it is ready. */
const READY_FD = "COFFER_READY_FD";

/** True in a process that {@link runInBackground} has started. */
export function isBackgroundProcess(env: Env): boolean {
  return env[READY_FD] !== undefined;
}

/** Tells the process that started this one that it may end. */
export function releaseForeground(env: Env): void {
  const fd = Number(env[READY_FD]);
  try {
    writeSync(fd, "1");
    closeSync(fd);
  } catch {
    // Nobody waits any more.
  }
}

/**
 * Runs this command line once more in a process that goes to the background when it is ready.
 *
 * Until then it has our terminal and our standard input and outputs: it asks, complains and takes locks in its own name,
 * and nothing secret has to be handed over.
 *
 * @returns 0 when it is ready, else the exit code with which it has ended.
 * @throws {CommandError} If an argument is not UTF-8.
 */
export async function runInBackground(line: CommandLine): Promise<number> {
  // Node starts programs with arguments in UTF-8 only.
  if (!line.words.every((word) => word.isWellFormed())) {
    throw new CommandError("arguments that are not UTF-8 cannot be taken to the background: use --foreground");
  }
  const { stdio, readyFd } = descriptors(line.env);
  const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
    stdio,
    env: { ...process.env, [READY_FD]: String(readyFd) },
  });
  const kill = (signal: NodeJS.Signals): void => void child.kill(signal);
  // The terminal sends its signals to both of us; the child decides.
  const wait = (): void => undefined;
  process.on("SIGINT", wait).on("SIGTERM", kill).on("SIGHUP", kill);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code, signal) =>
        resolve(code ?? EXIT_SIGNAL_BASE + (signal ? constants.signals[signal] : 0)),
      );
      child.stdio[readyFd]?.once("data", () => resolve(0));
    });
  } finally {
    process.off("SIGINT", wait).off("SIGTERM", kill).off("SIGHUP", kill);
  }
}

/** Ours for the child, with that of BORG_PASSPHRASE_FD, and one more. */
function descriptors(env: Env): { stdio: (number | "ignore" | "pipe")[]; readyFd: number } {
  const stdio: (number | "ignore" | "pipe")[] = [0, 1, 2];
  const passphraseFd = Number(env["BORG_PASSPHRASE_FD"]?.trim() || 0);
  if (Number.isInteger(passphraseFd) && passphraseFd > 2 && passphraseFd < 1024) {
    while (stdio.length < passphraseFd) stdio.push("ignore");
    stdio.push(passphraseFd);
  }
  stdio.push("pipe");
  return { stdio, readyFd: stdio.length - 1 };
}
