import type { Log, LogLevel } from "../log/index.ts";
import { LineSplitter } from "../system/index.ts";
import type { RunProgress } from "../progress/index.ts";
import type { BorgCall } from "./borg.ts";
import { ERROR_LINES_MAX } from "./borg-failed.ts";
import { readLogLine } from "./log-line.ts";

/** What becomes of the text that a call writes: records of the log, captured text, and the last lines for an error. */
export class CallOutput {
  /** For text of standard output. */
  readonly out: LineSplitter;
  /** For text of standard error. */
  readonly err: LineSplitter;
  readonly #call: BorgCall;
  readonly #log: Log;
  readonly #progress: RunProgress | undefined;
  readonly #captured: string[] = [];
  readonly #lastLines: string[] = [];

  constructor(call: BorgCall, log: Log, progress?: RunProgress) {
    this.#call = call;
    this.#progress = progress;
    // the repository is in Borg's own words where it matters, unless several are at it
    this.#log = log.withPrefix(call.logPrefix ?? "");
    this.out = new LineSplitter((line) => this.#takeOut(line));
    this.err = new LineSplitter((line) => this.#takeErr(line));
  }

  /** Says that no more text comes. */
  end(): void {
    this.out.end();
    this.err.end();
  }

  get text(): string {
    return this.#captured.join("\n");
  }

  /** The last {@link ERROR_LINES_MAX} lines. */
  get lastLines(): string {
    return this.#lastLines.join("\n");
  }

  #takeOut(line: string): void {
    const { output } = this.#call;
    if (output.kind === "capture") {
      if (output.onLine === undefined) this.#captured.push(line);
      else output.onLine(line);
      return;
    }
    this.#remember(line);
    if (output.kind === "log" && line !== "") this.#write(output.level, line);
  }

  #takeErr(line: string): void {
    const { output, quietMessages = [] } = this.#call;
    if (line === "") return;
    const read = readLogLine(line);
    const shown = output.kind === "log" ? output.level : "info";
    if (read.kind === "file") {
      if ("onFile" in output) output.onFile?.(read.status, read.path);
      else this.#write(shown, `${read.status} ${read.path}`);
      return;
    }
    if (read.kind === "progress") {
      this.#progress?.show(read.progress);
      return;
    }
    const { level, message, msgid } = read;
    this.#remember(message);
    if (output.kind === "capture" && level === "info" && output.onInfo !== undefined) return output.onInfo(message);
    if (msgid !== undefined && quietMessages.includes(msgid)) return;
    // what Borg tells as information is the answer when it was asked for
    this.#write(level === "info" && shown === "answer" ? shown : level, message);
  }

  #remember(line: string): void {
    this.#lastLines.push(line);
    if (this.#lastLines.length > ERROR_LINES_MAX) this.#lastLines.shift();
  }

  #write(level: LogLevel, message: string): void {
    this.#log[level](message);
  }
}
