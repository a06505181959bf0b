import type { ChildProcess } from "node:child_process";
import { constants } from "node:os";
import type { Readable, Writable } from "node:stream";
import type { DataSourceContext } from "../data-source-hook.ts";
import { workingDirectory } from "../working-directory.ts";
import { signalGroup, startSupervised, type SupervisedTool, type ToolPipe } from "./supervisor.ts";
import type { ToolCall } from "./tool-call.ts";

/** How long a tool that was told to end may take before it is killed. */
const STOP_TIMEOUT_MS = 5_000;

/** How many of the last lines of a tool are kept for the message about its failure. */
const LAST_LINES_MAX = 25;

/** A tool at work. */
export interface RunningTool {
  readonly stdin: Writable;
  /** Resolves when its named pipe is there, or cannot be made. Never rejects. */
  readonly ready: Promise<void>;
  /** Never rejects. */
  readonly ended: Promise<ToolEnd>;
  stop(): void;
}

/** How a tool has ended. */
export interface ToolEnd {
  /** Exit code; 128 + number of the signal when one has ended it. */
  readonly code: number;
  /** Standard output, unless a pipe got it. */
  readonly output: string;
  /** The last lines that it has said, at most {@link LAST_LINES_MAX}. */
  readonly lastLines: readonly string[];
}

/** What may go where. */
export interface ToolOptions {
  readonly pipe?: ToolPipe;
  /** Standard output is the answer, and not worth a line in the log. */
  readonly capture?: boolean;
}

/**
 * Starts a tool under its supervisor. What it says on standard error is logged as warnings, other output for debugging. It ends with
 * this process, and when the run is stopped.
 */
export function startTool(call: ToolCall, context: DataSourceContext, options: ToolOptions = {}): RunningTool {
  const { pipe, capture = false } = options;
  const { system, log, signal } = context;
  const hasSecret = call.secret !== undefined;
  const env = { ...system.env, ...call.env };
  const tool = startSupervised(call.words, { pipe, hasSecret }, { cwd: workingDirectory(context), env });
  const { child } = tool;
  let open = true;
  child.once("close", () => {
    open = false;
  });
  const stop = (): void => stopGroup(child, () => open);
  signal.addEventListener("abort", stop, { once: true });
  handOverSecret(tool, call.secret);
  const lastLines: string[] = [];
  const output: string[] = [];
  readLines(child.stdout, (line) => {
    if (capture) return void output.push(line);
    remember(lastLines, line);
    log.debug(line);
  });
  readLines(child.stderr, (line) => {
    remember(lastLines, line);
    log.warning(line);
  });
  const ended = new Promise<number>((resolve) => {
    child.once("error", (error) => {
      remember(lastLines, error.message);
      resolve(127);
    });
    child.once("close", (code, name) => resolve(code ?? 128 + (name === null ? 0 : constants.signals[name])));
  }).then((code) => {
    signal.removeEventListener("abort", stop);
    return { code, output: output.join("\n"), lastLines };
  });
  if (signal.aborted) stop();
  return { stdin: child.stdin, ready: tool.ready, ended, stop };
}

function handOverSecret(tool: SupervisedTool, secret: string | undefined): void {
  // that a tool ends before it has read all is told by its exit code
  for (const stream of [tool.child.stdin, tool.alive, tool.secret]) stream.on("error", () => {});
  tool.secret.end(secret ?? "");
}

/** Ends the tool and all that it has started. */
function stopGroup(child: ChildProcess, isOpen: () => boolean): void {
  if (!isOpen()) return;
  signalGroup(child, "SIGTERM");
  setTimeout(() => {
    if (isOpen()) signalGroup(child, "SIGKILL");
  }, STOP_TIMEOUT_MS).unref();
}

function readLines(stream: Readable, onLine: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(onLine);
  });
  stream.on("end", () => {
    if (rest !== "") onLine(rest);
  });
}

function remember(lines: string[], line: string): void {
  lines.push(line);
  if (lines.length > LAST_LINES_MAX) lines.shift();
}
