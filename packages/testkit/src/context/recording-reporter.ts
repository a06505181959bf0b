import type { LogRecord, Progress, Reporter } from "@coffer/engine/context";
import type { BorgWarning } from "@coffer/format/errors";

/** Keeps all that it is told. */
export class RecordingReporter implements Reporter {
  readonly records: LogRecord[] = [];
  readonly warnings: BorgWarning[] = [];
  readonly progresses: Progress[] = [];
  readonly statuses: [status: string, path: string][] = [];
  wantsProgress = true;
  wantsFileStatus = true;

  log(record: LogRecord): void {
    this.records.push(record);
  }

  warn(warning: BorgWarning): void {
    this.warnings.push(warning);
  }

  progress(progress: Progress): void {
    this.progresses.push(progress);
  }

  fileStatus(status: string, path: string): void {
    this.statuses.push([status, path]);
  }

  /** Messages of one level, or of all. */
  messages(level?: LogRecord["level"]): string[] {
    return this.records.filter((record) => level === undefined || record.level === level).map(({ message }) => message);
  }
}
