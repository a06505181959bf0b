import type { ChunkerParams } from "@coffer/format/chunker";
import type { CompressionSpec } from "@coffer/format/compression";
import type { ChunkIndex } from "@coffer/format/hashindex";
import type { PatternMatcher } from "@coffer/format/patterns";
import type { Statistics } from "../create/index.ts";

/** When a chunk that is stored is compressed once more: never; if it is stored with another compression (levels do not count); always. */
export type Recompress = "never" | "if-different" | "always";

export interface RecreateArchiveOptions {
  /** Name of the new archive. */
  readonly target: string;
  /** Which items go over. */
  readonly matcher: PatternMatcher;
  readonly recompress: Recompress;
  /** What the session's compressor was made from. */
  readonly compression: CompressionSpec;
  /** How the new archive says that it was cut. */
  readonly chunker: ChunkerParams;
  /** Cut contents anew, by `chunker`. */
  readonly rechunk: boolean;
  /** Default: that of the source. */
  readonly comment?: string | undefined;
  /** Start of the archive, µs since 1970. Default: time and end of the source. */
  readonly timestampMicros?: bigint | undefined;
  /** Stored in the archive, beside the command line of the source. */
  readonly cmdline: readonly string[];
  /** Chunks that this run has compressed already; shared by the archives of a run. */
  readonly rewritten: ChunkIndex;
  /** Tell what would be done with each item, and write nothing. */
  readonly dryRun?: boolean | undefined;
  /** Seconds between two commits of what is done so far, while contents are rewritten; 0: never. */
  readonly checkpointInterval: number;
  /** Ends the command with an error. */
  readonly signal?: AbortSignal | undefined;
}

export interface RecreatedArchive {
  /** When the work on it began, µs since 1970. */
  readonly begunMicros: bigint;
  readonly statistics: Statistics;
}
