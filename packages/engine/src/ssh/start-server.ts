import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import type { RemoteProcess, RemoteSettings } from "../context/index.ts";

/** Ignored signals stay ignored in what it becomes: Ctrl-C is ours to handle, and the connection is needed for that. */
const UNINTERRUPTED = ["-c", "trap '' INT; exec \"$@\"", "sh"] as const;
/** Milliseconds for the last words of a command that has ended. */
const DRAIN_MS = 500;

/** Starts a command as a child process, out of reach of Ctrl-C. */
export function startServer(command: readonly string[], settings: RemoteSettings): RemoteProcess {
  if (settings.start !== undefined) return settings.start(command);
  const child = spawn("/bin/sh", [...UNINTERRUPTED, ...command], {
    env: settings.environment,
    stdio: ["pipe", "pipe", "pipe"],
  });
  const { stdin, stdout, stderr } = child;
  return {
    stdin,
    stdout,
    stderr,
    exited: exitOf(child),
    kill: () => void child.kill(),
  };
}

/**
 * Resolves when the command has ended, and what it wrote was read. A connection that `ssh` leaves open for later ones (ControlPersist)
 * holds standard error open much longer: that is not waited for.
 */
function exitOf(child: ChildProcessByStdio<Writable, Readable, Readable>): Promise<void> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    child.once("exit", () => {
      timer = setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
        resolve();
      }, DRAIN_MS);
    });
    child.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
    // There is no shell: as if it had ended at once.
    child.once("error", () => resolve());
  });
}
