import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BorgCall, BorgResult } from "../../borg/index.ts";
import { BorgVersion } from "../../borg/index.ts";
import type { Configuration } from "../../config/index.ts";
import type { Log } from "../../log/index.ts";
import type { ActionContext } from "../action-context.ts";

/** For tests: a context whose Borg writes down its calls and answers what it is told to. */
export interface RecordingContext extends ActionContext {
  readonly calls: BorgCall[];
  readonly logged: string[];
}

/** What a test says about its context; the rest is as plain as can be. */
export interface RecordingOptions extends Partial<Omit<ActionContext, "configuration" | "borg" | "log">> {
  readonly configuration?: Partial<Configuration>;
  readonly nowMs?: number;
  /** What Borg writes to standard output. */
  readonly answer?: (call: BorgCall) => string;
}

/** Makes a context for tests. Nothing that Borg would do is done. */
export function recordingContext(options: RecordingOptions = {}): RecordingContext {
  const { configuration = {}, nowMs = 0, answer = () => "", ...rest } = options;
  const calls: BorgCall[] = [];
  const logged: string[] = [];
  const repository = { path: "/repo/one.borg", label: "one" };
  return {
    configuration: { repositories: [repository], ...configuration },
    configurationPaths: [],
    repository,
    workingDirectory: "/",
    verbosity: "quiet",
    dryRun: false,
    signal: new AbortController().signal,
    system: {
      env: { XDG_RUNTIME_DIR: tmpdir(), XDG_STATE_HOME: stateHome() },
      cwd: "/",
      home: "/nonexistent",
      nowMs: () => nowMs,
      sleep: async () => await Promise.resolve(),
    },
    ...rest,
    calls,
    logged,
    log: recordingLog(logged),
    engine: { work: async () => await Promise.reject(new Error("there is no engine here")) },
    borg: {
      sparesSpecialFiles: false,
      version: async () => await Promise.resolve(new BorgVersion("1.4.5")),
      run: async (call) => await Promise.resolve(record(call, calls, answer)),
      forget: () => undefined,
    },
  };
}

/** A folder for what actions remember, which goes with this process. */
function stateHome(): string {
  madeStateHome ??= makeStateHome();
  return madeStateHome;
}

let madeStateHome: string | undefined;

function makeStateHome(): string {
  const folder = mkdtempSync(join(tmpdir(), "coffer-recorded-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function record(call: BorgCall, calls: BorgCall[], answer: (call: BorgCall) => string): BorgResult {
  calls.push(call);
  const text = answer(call);
  const { output } = call;
  if (output.kind === "capture" && output.onLine !== undefined) text.split("\n").forEach(output.onLine);
  return { exitCode: 0, text };
}

function recordingLog(logged: string[]): Log {
  const write =
    (level: string) =>
    (message: string): void =>
      void logged.push(`${level}: ${message}`);
  return {
    debug: write("debug"),
    info: write("info"),
    answer: write("answer"),
    warning: write("warning"),
    error: write("error"),
    critical: write("critical"),
    withPrefix: () => recordingLog(logged),
  };
}
