import { basename } from "node:path";
import type { LogLevel } from "@coffer/engine/context";
import { BorgError, CommandError } from "@coffer/format/errors";
import {
  ArgumentValueError,
  BareArgumentError,
  type Level,
  type ParseOutcome,
  UsageError,
  formatHelp,
  formatUsage,
  parseCommandLine,
} from "../arguments/index.ts";
import { type Command, HELP_TOPICS } from "../commands/index.ts";
import { type CommandLine, Streams, readCommandLine } from "../environment/index.ts";
import {
  CliReporter,
  EXIT_ERROR,
  Logger,
  type OutputTopic,
  ProgressPrinter,
  classifyExit,
  exitCodeOf,
} from "../log/index.ts";
import type { CommonValues } from "../options/index.ts";
import { BORG_VERSION, VERSION_LINE } from "../version/index.ts";
import { deprecationWarnings } from "./deprecations.ts";
import { makeEngineContext } from "./engine-context.ts";
import { SignalReceived, describeFailure } from "./failure.ts";
import { loadCommands, programLevel } from "./levels.ts";
import { systemParseWorld } from "./parse-world.ts";
import { watchSignals } from "./signals.ts";
import { systemInfo } from "./system-info.ts";

/** Columns of help and usage where no terminal says otherwise. */
const COLUMNS = 80;

/** Runs the program from the command line of this process, and ends the process. */
export async function runProgram(): Promise<void> {
  const line = readCommandLine();
  const streams = new Streams(line.env);
  let done = false;
  // What nobody caught must not end the run with 1, which means "warnings".
  process.once("uncaughtException", (error) => {
    done = true;
    process.exit(refuse(error, line.env["BORG_EXIT_CODES"] === "modern", line, streams));
  });
  // Node's code for a program that waits for nothing any more would be taken for one of Borg's.
  process.once("exit", () => {
    if (done) return;
    streams.writeErr("Local Exception: the program has stopped before its end\n");
    process.exitCode = EXIT_ERROR;
  });
  let code: number;
  try {
    code = await runCommandLine(line, streams);
    streams.flushOut();
    streams.flushErr();
  } catch (error) {
    // Standard output cannot be written, for instance.
    code = refuse(error, line.env["BORG_EXIT_CODES"] === "modern", line, streams);
  }
  done = true;
  process.exit(code);
}

/** Runs one command line. @returns The exit code. */
export async function runCommandLine(line: CommandLine, streams: Streams): Promise<number> {
  const modern = line.env["BORG_EXIT_CODES"] === "modern";
  for (const warning of deprecationWarnings(line.words)) streams.writeErr(warning);
  const words = line.words.length > 0 ? line.words : ["-h"];
  const loaded = await loadCommands(words);
  const top = programLevel(basename(line.program), loaded);
  const columns = streams.columns ?? COLUMNS;
  let asked: Asked | number;
  try {
    asked = understand(top, words, loaded, line, columns, streams);
  } catch (error) {
    return refuse(error, modern, line, streams);
  }
  if (typeof asked === "number") return asked;
  return await new CommandExecution(asked, top, columns, line, streams, modern).run();
}

interface Asked {
  readonly command: Command;
  readonly values: Readonly<Record<string, unknown>> & CommonValues;
}

function understand(
  top: Level,
  words: readonly string[],
  loaded: ReadonlyMap<string, Command>,
  line: CommandLine,
  columns: number,
  streams: Streams,
): Asked | number {
  const outcome: ParseOutcome = parseCommandLine(top, words, systemParseWorld(line.env), columns);
  if (outcome.kind === "version") {
    streams.writeOut(`${VERSION_LINE}\n`);
    return 0;
  }
  if (outcome.kind === "help" || outcome.level.command === undefined) {
    streams.writeOut(formatHelp(outcome.level, columns));
    return 0;
  }
  const command = loaded.get(outcome.level.command);
  if (command === undefined) throw new Error(`the table of ${outcome.level.command} is not loaded`);
  // The common options are part of every level.
  const values = outcome.values as Asked["values"];
  const fault = command.findFault(values) ?? sharedFault(values);
  if (fault !== undefined) throw new UsageError(formatUsage(top, columns), top.program, fault);
  if (values.bypassLock && !command.bypassesLock) {
    throw new BorgError("Error: Not allowed to bypass locking mechanism for chosen command");
  }
  return { command, values };
}

function sharedFault(values: Readonly<Record<string, unknown>>): string | undefined {
  const both = values["stats"] === true && values["quickStats"] === true;
  return both ? "--stats and --quick-stats are mutually exclusive." : undefined;
}

/** Ends a run whose command line is wrong: plain text, whatever the options say about logging. */
function refuse(error: unknown, modern: boolean, line: CommandLine, streams: Streams): number {
  if (error instanceof UsageError) {
    streams.writeErr(error.text());
    return EXIT_ERROR;
  }
  if (error instanceof BareArgumentError || error instanceof ArgumentValueError) {
    streams.writeErr(`${error.message}\n`);
    return modern ? CommandError.exitCode : EXIT_ERROR;
  }
  const failure = describeFailure(error, modern);
  streams.writeErr(`${failure.message}\n`);
  if (failure.detailLevel === "error") streams.writeErr(`${systemInfo(line.env, [line.program, ...line.words])}\n`);
  return failure.exitCode;
}

/** One command on its way from parsed values to exit code. */
class CommandExecution {
  private readonly command: Command;
  private readonly values: Asked["values"];
  private readonly top: Level;
  private readonly columns: number;
  private readonly line: CommandLine;
  private readonly streams: Streams;
  private readonly modern: boolean;
  private readonly logger: Logger;

  constructor(asked: Asked, top: Level, columns: number, line: CommandLine, streams: Streams, modern: boolean) {
    this.command = asked.command;
    this.values = asked.values;
    this.top = top;
    this.columns = columns;
    this.line = line;
    this.streams = streams;
    this.modern = modern;
    const { logLevel: level, logJson: json, debugTopics } = this.values;
    this.logger = new Logger(
      { level, json, debugTopics, topics: outputTopics(this.values) },
      (text) => streams.writeErr(text),
      () => Date.now() / 1000,
      (text) => streams.writeErrLazily(text),
    );
  }

  async run(): Promise<number> {
    const { values, logger } = this;
    process.umask(values.umask & 0o777);
    const reporter = this.makeReporter();
    const effective = this.dropDryRunStatistics();
    if (values.showVersion) {
      logger.log({ level: "info", message: `borgbackup version ${BORG_VERSION}`, name: "borg.output.show-version" });
    }
    let code: number;
    const watch = watchSignals();
    try {
      const { streams, line } = this;
      const context = makeEngineContext(line.env, values, { streams, logger, reporter });
      const run = this.command.run(effective, {
        context,
        streams,
        logger,
        world: systemParseWorld(line.env),
        env: line.env,
        commandLine: [line.program, ...line.words],
        signal: watch.signal,
        explain: (topic, parts) => this.explain(topic, parts),
      });
      const outcome = await Promise.race([run, watch.ended]);
      code = exitCodeOf(outcome, reporter.warningCodes);
    } catch (error) {
      code = this.fail(error, watch.signal);
    } finally {
      watch.stop();
    }
    this.streams.flushOut();
    if (values.showRc) this.showExitCode(code);
    return code;
  }

  private makeReporter(): CliReporter {
    const { values, streams, logger } = this;
    const printer = new ProgressPrinter(
      {
        write: (text) => streams.writeErr(text),
        isTerminal: streams.errIsTerminal,
        get columns() {
          return streams.columns;
        },
        nowSeconds: () => Date.now() / 1000,
        monotonicMs: () => performance.now(),
      },
      { json: values.logJson, iec: values.iec },
    );
    const filter = values["filter"];
    return new CliReporter(
      logger,
      printer,
      {
        progress: values.progress,
        list: values["list"] === true,
        filter: typeof filter === "string" ? filter : undefined,
        json: values.logJson,
        modernExitCodes: this.modern,
      },
      (text) => streams.writeErrLazily(text),
    );
  }

  /** A dry run has no statistics; asking for them is no error, for the ease of scripts. */
  private dropDryRunStatistics(): Asked["values"] {
    if (this.values["dryRun"] !== true) return this.values;
    const effective: Record<string, unknown> = { ...this.values };
    for (const [name, option] of [
      ["stats", "--stats"],
      ["quickStats", "--quick-stats"],
    ] as const) {
      if (effective[name] !== true) continue;
      const message = `Ignoring ${option}. It is not supported when using --dry-run.`;
      this.logger.log({ level: "warning", message });
      effective[name] = false;
    }
    return effective as Asked["values"];
  }

  private fail(error: unknown, signal: AbortSignal): number {
    this.streams.flushOut();
    if (error instanceof UsageError) {
      this.streams.writeErr(error.text());
      return EXIT_ERROR;
    }
    const ending = endingOf(error, signal);
    const failure = describeFailure(ending, this.modern);
    const msgid = failure.msgid === undefined ? {} : { msgid: failure.msgid };
    this.logger.log({ level: "error", message: failure.message, ...msgid });
    this.logDetails(failure.detailLevel, error);
    return failure.exitCode;
  }

  private logDetails(level: LogLevel, error: unknown): void {
    const stack = this.values.logLevel === "debug" && error instanceof Error ? `${stackOf(error)}\n` : "";
    const details = stack + systemInfo(this.line.env, [this.line.program, ...this.line.words]);
    if (details !== "") this.logger.log({ level, message: details });
  }

  private showExitCode(code: number): void {
    const kind = classifyExit(code);
    const level = kind === "success" ? "info" : kind === "warning" ? "warning" : "error";
    const message = `terminating with ${kind} status, rc ${code}`;
    this.logger.log({ level, message, name: "borg.output.show-rc" });
  }

  private explain(topic: string, parts: { readonly epilogOnly: boolean; readonly usageOnly: boolean }): string {
    if (topic === "") return formatHelp(this.top, this.columns);
    const stage = this.top.stages.get(topic);
    if (stage === undefined) {
      const lines = [
        `No help available on ${topic}.`,
        "Try one of the following:",
        `    Commands: ${[...this.top.stages.keys()].toSorted().join(", ")}`,
        `    Topics: ${[...HELP_TOPICS.keys()].toSorted().join(", ")}`,
      ];
      throw new UsageError(formatUsage(this.top, this.columns), this.top.program, lines.join("\n"));
    }
    const level = stage.level();
    if (parts.epilogOnly) return `${level.epilog}\n`;
    return formatHelp(parts.usageOnly ? { ...level, epilog: "" } : level, this.columns);
  }
}

function outputTopics(values: Asked["values"]): ReadonlySet<OutputTopic> {
  const topics = new Set<OutputTopic>();
  if (values["list"] === true) topics.add("list");
  if (values["stats"] === true || values["quickStats"] === true) topics.add("stats");
  if (values.showRc) topics.add("show-rc");
  if (values.showVersion) topics.add("show-version");
  if (values.progress) topics.add("progress");
  return topics;
}

/** What a command throws because SIGTERM or SIGHUP told it to stop is the signal's doing; after SIGINT it speaks for itself. */
function endingOf(error: unknown, signal: AbortSignal): unknown {
  const reason: unknown = signal.aborted ? signal.reason : undefined;
  return reason instanceof SignalReceived && reason.signal !== "SIGINT" ? reason : error;
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\nCaused by: ${stackOf(error.cause)}` : "";
  return (error.stack ?? error.message) + cause;
}
