import type { BorgWarning } from "@coffer/format/errors";

export type LogLevel = "debug" | "info" | "warning" | "error" | "critical";

/** One line for the log. `name` is the logger that Borg would use (`borg.archiver`, `borg.repository`, …). */
export interface LogRecord {
  readonly level: LogLevel;
  readonly message: string;
  readonly name?: string;
  readonly msgid?: string;
}

/** State of a long operation. `msgid` is Borg's operation id, e.g. `check.verify_data`. */
export type Progress =
  | {
      readonly type: "progress_percent";
      readonly operation: number;
      readonly msgid: string;
      readonly message?: string;
      /** Steps that were begun: the first one reports 1. */
      readonly current?: number;
      readonly total?: number;
      readonly info?: readonly string[];
      readonly finished: boolean;
    }
  | {
      readonly type: "progress_message";
      readonly operation: number;
      readonly msgid?: string;
      readonly message?: string;
      readonly finished: boolean;
    }
  | {
      readonly type: "archive_progress";
      readonly original_size: number;
      readonly compressed_size: number;
      readonly deduplicated_size: number;
      readonly nfiles: number;
      readonly path: string;
      readonly finished: boolean;
    };

/** Where the words of the engine go. Calls are cheap and never throw; rate limits are the receiver's business. */
export interface Reporter {
  log(record: LogRecord): void;
  /** Trouble with one file: shown at once, and kept for the exit code. */
  warn(warning: BorgWarning): void;
  progress(progress: Progress): void;
  /** `create --list` and its kin: status letter and path (surrogateescape text). */
  fileStatus(status: string, path: string): void;
  /** False lets hot loops skip making progress records. */
  readonly wantsProgress: boolean;
  readonly wantsFileStatus: boolean;
}
