import { DEFAULT_CHUNKER_PARAMS } from "@coffer/format/chunker";
import type { ChunkerParams } from "@coffer/format/chunker";
import type { CompressionSpec } from "@coffer/format/compression";
import { type ParametersOf, option, wholeNumber } from "../arguments/index.ts";
import { chunkerParams } from "./chunker-argument.ts";
import { compression } from "./compression-argument.ts";
import { timestampArgument } from "./timestamp-argument.ts";

export interface NewArchiveValues {
  readonly timestamp: bigint | undefined;
  readonly checkpointInterval: number;
  readonly chunkerParams: ChunkerParams;
  readonly compression: CompressionSpec | undefined;
}

/** Options of the commands that make an archive. */
export const newArchiveOptions: ParametersOf<NewArchiveValues> = {
  timestamp: option(
    ["--timestamp"],
    "TIMESTAMP",
    "date and time of the archive (UTC, yyyy-mm-ddThh:mm:ss), or a file whose time to take",
    timestampArgument,
    undefined,
  ),
  checkpointInterval: option(
    ["-c", "--checkpoint-interval"],
    "SECONDS",
    "store what is done so far after every SECONDS of work (Default: 1800)",
    wholeNumber,
    1800,
  ),
  chunkerParams: option(
    ["--chunker-params"],
    "PARAMS",
    "how files are cut into chunks (ALGO, CHUNK_MIN_EXP, CHUNK_MAX_EXP, HASH_MASK_BITS, HASH_WINDOW_SIZE). " +
      "default: buzhash,19,23,21,4095",
    chunkerParams,
    DEFAULT_CHUNKER_PARAMS,
    { once: true },
  ),
  compression: option(
    ["-C", "--compression"],
    "COMPRESSION",
    'how data are compressed, see "borg help compression". default: lz4',
    compression,
    undefined,
  ),
};
