import type { Clock, LogLevel, Reporter } from "../context/index.ts";
import type { Storage } from "../storage/index.ts";
import type { IndexFiles } from "./index-files.ts";
import type { LogReader } from "./log-reader.ts";
import type { SegmentFiles } from "./segment-files.ts";

/** A repository's files, as seen by those who work on its log: how to reach them and whom to tell. Holds no state of its own. */
export interface Volume {
  readonly storage: Storage;
  readonly segments: SegmentFiles;
  readonly reader: LogReader;
  readonly indexFiles: IndexFiles;
  readonly clock: Clock;
  readonly reporter: Reporter;
}

/** A line for the log, under the name that Borg uses for its repository. */
export function logRepository(reporter: Reporter, level: LogLevel, message: string): void {
  reporter.log({ level, name: "borg.repository", message });
}
