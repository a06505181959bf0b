import type { LogRecord, Progress, Reporter } from "@coffer/engine/context";
import type { BorgWarning } from "@coffer/format/errors";
import { dumpJson, replaceSurrogates } from "../text/index.ts";
import { EXIT_WARNING } from "./exit-code.ts";
import type { Logger } from "./logger.ts";
import type { ProgressPrinter } from "./progress-printer.ts";

export interface ReporterSettings {
  readonly progress: boolean;
  /** `--list`. */
  readonly list: boolean;
  /** `--filter`: only these status letters. */
  readonly filter: string | undefined;
  readonly json: boolean;
  /** BORG_EXIT_CODES=modern: warnings have codes of their own. */
  readonly modernExitCodes: boolean;
}

/** The engine's words on their way to standard error; keeps what the exit code depends on. */
export class CliReporter implements Reporter {
  /** Exit codes of the warnings so far. */
  readonly warningCodes: Set<number> = new Set<number>();
  readonly wantsFileStatus: boolean;
  private readonly logger: Logger;
  private readonly printer: ProgressPrinter;
  private readonly settings: ReporterSettings;
  private readonly writeLazily: (line: string) => void;

  constructor(
    logger: Logger,
    printer: ProgressPrinter,
    settings: ReporterSettings,
    writeLazily: (line: string) => void,
  ) {
    this.logger = logger;
    this.printer = printer;
    this.settings = settings;
    this.writeLazily = writeLazily;
    this.wantsFileStatus = settings.list;
  }

  get wantsProgress(): boolean {
    return this.settings.progress;
  }

  log(record: LogRecord): void {
    this.logger.log(record);
  }

  warn(warning: BorgWarning): void {
    const code = this.settings.modernExitCodes ? warning.exitCode : EXIT_WARNING;
    if (code !== 0) this.warningCodes.add(code);
    // Plain warnings have no class in Borg, so no msgid either.
    const msgid = warning.msgid === "BorgWarning" ? {} : { msgid: warning.msgid };
    this.logger.log({ level: "warning", message: warning.message, ...msgid });
  }

  progress(progress: Progress): void {
    if (this.settings.progress) this.printer.show(progress);
  }

  fileStatus(status: string, path: string): void {
    if (!this.settings.list) return;
    if (this.settings.filter !== undefined && !this.settings.filter.includes(status)) return;
    const shown = replaceSurrogates(path);
    if (this.settings.json) this.writeLazily(`${dumpJson({ type: "file_status", status, path: shown })}\n`);
    else if (this.logger.isConfigured) this.logger.logItem(`${status} ${shown}`);
    else this.writeLazily(`${status} ${shown}\n`);
  }
}
