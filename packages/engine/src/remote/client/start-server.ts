import { spawn } from "node:child_process";
import type { RemoteProcess, RemoteSettings } from "../../context/index.ts";

/** Ignored signals stay ignored in what it becomes: Ctrl-C is ours to handle, and the connection is needed for that. */
const UNINTERRUPTED = ["-c", "trap '' INT; exec \"$@\"", "sh"] as const;

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
    exited: new Promise((resolve) => {
      child.once("close", () => resolve());
      // There is no shell: as if it had ended at once.
      child.once("error", () => resolve());
    }),
    kill: () => void child.kill(),
  };
}
