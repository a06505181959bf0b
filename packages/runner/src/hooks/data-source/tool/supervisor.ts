import { type ChildProcess, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import type { Env } from "../../../system/index.ts";

/** Where a tool finds its secret: an anonymous pipe, which can be read once. */
export const SECRET_PATH = "/dev/fd/9";

/** Descriptor whose end tells the supervisor that we are gone. */
const ALIVE_FD = 3;
/** Descriptor that the secret comes from. */
const SECRET_FD = 4;
/** Descriptor that is closed as soon as the named pipe is there. */
const READY_FD = 5;

/**
 * Runs a tool for us: `sh -c SUPERVISOR sh PIPE REDIRECT SECRET WORDS…`.
 *
 * - When this process is gone, even by `kill -9`, the tool ends, and its named pipe is removed: a tool that waits for a reader that never
 *   comes would wait forever otherwise. That is why it leads a process group of its own.
 * - A tool may fail just because we are gone and nobody reads its pipe. So the supervisor ends the one that watches us only after a
 *   success; after a failure that is up to us.
 * - The shell makes the named pipe, and only then starts the one that watches us: whenever we are gone, somebody removes it.
 * - The shell opens the named pipe, so that waiting for a reader never blocks this process.
 * - Node gives a child sockets, which cannot be opened by name; `cat` turns the one with the secret into a pipe, which can.
 *
 * PIPE: named pipe to be made, and to be removed when we are gone; or empty. REDIRECT: `yes` if standard output goes there. SECRET: `yes` if there is one.
 */
const SUPERVISOR = `
pipe=$1 redirect=$2 secret=$3; shift 3
[ -z "$pipe" ] || mkfifo -m 600 -- "$pipe" || exit
exec 6<&0 </dev/null ${READY_FD}>&-
{ read -r _; [ -z "$pipe" ] || rm -f -- "$pipe"; kill -TERM 0; } <&${ALIVE_FD} ${ALIVE_FD}<&- ${SECRET_FD}<&- 6<&- >/dev/null 2>&1 &
watcher=$!
exec ${ALIVE_FD}<&-
run() { if [ "$redirect" = yes ]; then "$@" >"$pipe"; else "$@"; fi; }
if [ "$secret" = yes ]; then
  cat <&${SECRET_FD} | run "$@" 9<&0 <&6 ${SECRET_FD}<&- 6<&-
else
  run "$@" <&6 ${SECRET_FD}<&- 6<&-
fi
status=$?
[ "$status" != 0 ] || kill "$watcher" 2>/dev/null
exit "$status"
`;

/** A tool's named pipe. */
export interface ToolPipe {
  readonly path: string;
  /** The tool's standard output goes there; otherwise the tool opens the pipe by its name. */
  readonly redirect: boolean;
}

/** A tool with its supervisor, as leader of a process group. */
export interface SupervisedTool {
  readonly child: ChildProcess & { readonly stdin: Writable; readonly stdout: Readable; readonly stderr: Readable };
  /** Ends by itself with this process. */
  readonly alive: Writable;
  /** Where the secret is to be written to, if it has one. */
  readonly secret: Writable;
  /** Resolves when the named pipe is there, or cannot be made; then the tool ends with a message. Never rejects. */
  readonly ready: Promise<void>;
}

/** Starts a tool. What it leaves running when it fails is ended. */
export function startSupervised(
  words: readonly string[],
  supervision: { readonly pipe?: ToolPipe | undefined; readonly hasSecret?: boolean },
  options: { readonly cwd?: string; readonly env?: Env } = {},
): SupervisedTool {
  const { pipe, hasSecret = false } = supervision;
  const parameters = [pipe?.path ?? "", pipe?.redirect === true ? "yes" : "", hasSecret ? "yes" : ""];
  const child = spawn("/bin/sh", ["-c", SUPERVISOR, "sh", ...parameters, ...words], {
    ...options,
    stdio: ["pipe", "pipe", "pipe", "pipe", "pipe", "pipe"],
    detached: true,
  }) as SupervisedTool["child"];
  child.once("exit", (code) => {
    // one that was told to end (no code) has its time for it
    if (code !== null && code !== 0) signalGroup(child, "SIGKILL");
  });
  type Extra = [unknown, unknown, unknown, alive: Writable, secret: Writable, ready: Readable];
  const [, , , alive, secret, readyStream] = child.stdio as unknown as Extra;
  const ready = new Promise<void>((resolve) => void readyStream.resume().once("close", resolve));
  return { child, alive, secret, ready };
}

/** Sends a signal to a tool and all that it has started; to nobody when they have ended. */
export function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
