import type { Writable } from "node:stream";

/** Which dumps of an archive are to be restored, and where to: the flags of the action `restore`. */
export interface RestoreRequest extends RestoreTarget {
  /** `--data-source`; empty, or holding `all`: every dump. */
  readonly data_sources: readonly string[];
  /** `--schema`: only these. */
  readonly schemas: readonly string[];
  /** `--hook`: `postgresql` or `postgresql_databases`. */
  readonly hook?: string | undefined;
  readonly original_label?: string | undefined;
  readonly original_hostname?: string | undefined;
  readonly original_port?: number | undefined;
  readonly original_container?: string | undefined;
}

/** Where a dump goes, when it is not where it came from. */
export interface RestoreTarget {
  readonly container?: string | undefined;
  readonly hostname?: string | undefined;
  readonly port?: string | number | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** SQLite's file. */
  readonly restore_path?: string | undefined;
}

/** One archive as `restore` reads it. Patterns are Borg's own, with their style: `sh:…`, `re:…`. */
export interface ArchiveReader {
  /** For messages. */
  readonly archiveName: string;

  /** Paths of what matches any of the patterns. Nothing matching is no error. */
  list(patterns: readonly string[]): Promise<readonly string[]>;

  /**
   * Writes the contents of all files that match, one after another, as `extract --stdout` does. Keeps to the pace of `output`, and leaves it open.
   *
   * @throws If the archive cannot be read to the end, or `output` is closed; some of the contents may have been written.
   */
  writeContents(patterns: readonly string[], output: Writable, signal: AbortSignal): Promise<void>;

  /** Extracts what matches below the folder `target`, with the paths that it has in the archive. */
  extract(patterns: readonly string[], target: string, signal: AbortSignal): Promise<void>;
}
