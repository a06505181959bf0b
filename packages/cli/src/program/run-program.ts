import { Activity, type LogLevel, RequestMeter } from "@coffer/engine/context";
import { RPCError } from "@coffer/format/errors";
import { type Level, UsageError, formatHelp, formatUsage, stageNames } from "../arguments/index.ts";
import { type Command, HELP_TOPICS, type Host, type Outcome } from "../commands/index.ts";
import { type CommandLine, Streams, readCommandLine, systemInfo } from "../environment/index.ts";
import {
  CliReporter,
  EXIT_ERROR,
  type LineForm,
  Logger,
  type OutputTopic,
  ProgressPrinter,
  classifyExit,
  exitCodeOf,
} from "../log/index.ts";
import { BORG_VERSION } from "../version/index.ts";
import { isBackgroundProcess, releaseForeground, runInBackground } from "./background.ts";
import { deprecationWarnings } from "./deprecations.ts";
import { makeEngineContext } from "./engine-context.ts";
import { SignalReceived, describeFailure } from "./failure.ts";
import { followLoggingConf } from "./follow-logging-conf.ts";
import { makeInformant } from "./informant.ts";
import { type Asked, type Interpretation, interpret, refusalOf } from "./interpret.ts";
import { systemParseWorld } from "./parse-world.ts";
import { watchSignals } from "./signals.ts";

/** Columns of help and usage where no terminal says otherwise. */
const COLUMNS = 80;

/**
 * Runs the program from the command line of this process, and ends the process.
 *
 * @param preloaded Commands that are loaded already, by their names.
 */
export async function runProgram(preloaded?: ReadonlyMap<string, Command>): Promise<void> {
  const line = readCommandLine();
  const streams = new Streams(line.env);
  let done = false;
  // What nobody caught must not end the run with 1, which means "warnings".
  process.once("uncaughtException", (error) => {
    done = true;
    process.exit(refuse(error, line, streams));
  });
  // Node's code for a program that waits for nothing any more would be taken for one of Borg's.
  process.once("exit", () => {
    if (done) return;
    streams.writeErr("Local Exception: the program has stopped before its end\n");
    process.exitCode = EXIT_ERROR;
  });
  let code: number;
  try {
    code = await runCommandLine(line, streams, { preloaded });
    streams.flushOut();
    streams.flushErr();
  } catch (error) {
    // Standard output cannot be written, for instance.
    code = refuse(error, line, streams);
  }
  done = true;
  process.exit(code);
}

/** What a run may be given beside its command line. */
export interface RunOptions {
  /** Commands that need not be loaded any more, and those that only this run knows. */
  readonly preloaded?: ReadonlyMap<string, Command> | undefined;
  /** The program that this run is a part of. */
  readonly host?: Host | undefined;
}

/**
 * Runs one command line. The umask of the process is what the command line wants afterwards.
 *
 * @returns The exit code.
 */
export async function runCommandLine(line: CommandLine, streams: Streams, options: RunOptions = {}): Promise<number> {
  const { preloaded } = options;
  // the process in the foreground has given them already
  const warnings = isBackgroundProcess(line.env) ? [] : deprecationWarnings(line.words);
  for (const warning of warnings) streams.writeErr(warning);
  const columns = streams.columns ?? COLUMNS;
  let asked: Interpretation;
  try {
    asked = await interpret(line, columns, preloaded);
  } catch (error) {
    return refuse(error, line, streams);
  }
  if (asked.kind === "text") {
    streams.writeOut(asked.text);
    return 0;
  }
  return await new CommandExecution(asked, columns, line, streams).run(options);
}

/** Ends a run that has not begun. */
function refuse(error: unknown, line: CommandLine, streams: Streams): number {
  const { text, exitCode } = refusalOf(error, line);
  streams.writeErr(text);
  return exitCode;
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
  private form: LineForm;

  constructor(asked: Asked, columns: number, line: CommandLine, streams: Streams) {
    this.command = asked.command;
    this.values = asked.values;
    this.top = asked.top;
    this.columns = columns;
    this.line = line;
    this.streams = streams;
    this.modern = line.env["BORG_EXIT_CODES"] === "modern";
    const { logLevel: level, logJson: json, debugTopics } = this.values;
    const form = (): LineForm => this.form;
    this.form = json ? "json" : this.command.isServer ? "marked" : "plain";
    this.logger = new Logger(
      {
        level,
        get form() {
          return form();
        },
        debugTopics,
        topics: outputTopics(this.values),
      },
      (text) => streams.writeErr(text),
      () => Date.now() / 1000,
      (text) => streams.writeErrLazily(text),
    );
  }

  async run({ host }: RunOptions): Promise<number> {
    const { values, logger } = this;
    if (this.command.goesToBackground(values) && !isBackgroundProcess(this.line.env)) return await this.start();
    process.umask(values.umask & 0o777);
    const closeLog = followLoggingConf(this.line.env, logger, this.streams);
    const reporter = this.makeReporter();
    const effective = this.dropDryRunStatistics();
    if (values.showVersion) {
      logger.log({ level: "info", message: `borgbackup version ${BORG_VERSION}`, name: "borg.output.show-version" });
    }
    let code: number;
    const activity = new Activity();
    const requests = host?.requests ?? new RequestMeter();
    const watch = watchSignals(makeInformant(activity, logger, this.streams), host?.signal);
    try {
      const { streams, line } = this;
      const context = makeEngineContext(line.env, values, {
        streams,
        logger,
        reporter,
        activity,
        requests,
        memory: host?.memory,
      });
      const start = (): Promise<Outcome> =>
        this.command.run(effective, {
          context,
          streams,
          logger,
          world: systemParseWorld(line.env),
          env: line.env,
          commandLine: [line.program, ...line.words],
          signal: watch.signal,
          host,
          leftForeground: isBackgroundProcess(line.env) ? () => releaseForeground(line.env) : undefined,
          ending: watch.ending,
          logAsJson: () => {
            this.form = "json";
          },
          explain: (topic, parts) => this.explain(topic, parts),
        });
      const outcome = await Promise.race([this.maybeProfiled(start), watch.ended]);
      code = exitCodeOf(outcome, reporter.warningCodes);
      await this.showRequests(requests, effective);
    } catch (error) {
      code = this.fail(error, watch.signal);
    } finally {
      watch.stop();
    }
    this.streams.flushOut();
    if (values.showRc) this.showExitCode(code);
    closeLog();
    return code;
  }

  /** With the other statistics, which do without where they are JSON. */
  private async showRequests(requests: RequestMeter, values: Asked["values"]): Promise<void> {
    const { json, stats, quickStats, iec } = values;
    if (json === true || (stats !== true && quickStats !== true) || requests.counts.size === 0) return;
    const { formatRequests } = await import("../output/index.ts");
    this.logger.logLines("stats", formatRequests(requests, iec));
  }

  private async maybeProfiled(start: () => Promise<Outcome>): Promise<Outcome> {
    const { debugProfile: path } = this.values;
    if (path === undefined || path === "") return await start();
    this.logger.log({ level: "debug", message: `Writing execution profile to ${path}` });
    const { profiled } = await import("./profiled.ts");
    return await profiled(path, start);
  }

  /** Has the command run in another process, which shows everything but its good beginning. */
  private async start(): Promise<number> {
    let code: number;
    try {
      code = await runInBackground(this.line);
    } catch (error) {
      return this.fail(error, new AbortController().signal);
    }
    if (code === 0 && this.values.showRc) this.showExitCode(code);
    return code;
  }

  private makeReporter(): CliReporter {
    const { values, streams, logger } = this;
    const form = (): LineForm => this.form;
    const { isServer } = this.command;
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
      {
        get json() {
          return form() === "json";
        },
        iec: values.iec,
      },
    );
    const filter = values["filter"];
    return new CliReporter(
      logger,
      printer,
      {
        // Clients show it if they were asked to; those that do not read JSON could not.
        get progress() {
          return isServer ? form() === "json" : values.progress;
        },
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
    const { detailLevel, explanation } = failure;
    if (explanation !== undefined) this.logger.log({ level: detailLevel, message: `\n${explanation}\n` });
    this.logDetails(detailLevel, error);
    return failure.exitCode;
  }

  private logDetails(level: LogLevel, error: unknown): void {
    const stack = this.values.logLevel === "debug" && error instanceof Error ? `${stackOf(error)}\n` : "";
    const remote = error instanceof RPCError && error.details !== "" ? `${error.details}\n` : "";
    const details = stack + remote + systemInfo(this.line.env, [this.line.program, ...this.line.words]);
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
        `    Commands: ${stageNames(this.top).toSorted().join(", ")}`,
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
  return reason instanceof SignalReceived ? reason : error;
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\nCaused by: ${stackOf(error.cause)}` : "";
  return (error.stack ?? error.message) + cause;
}
