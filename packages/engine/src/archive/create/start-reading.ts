import type { ChunkerParams } from "@coffer/format/chunker";
import type { Compressor } from "@coffer/format/compression";
import { OSError, platform } from "../../platform/index.ts";
import type { FilesChanged, PipelinePool } from "../jobs/index.ts";
import { pipelineBounds } from "./limits.ts";
import { fixedRanges } from "./piece-ranges.ts";
import type { DataMap, PieceRange } from "./piece-ranges.ts";
import { ReadStage } from "./read-stage.ts";

/** How contents are read. */
export interface ReadingRules {
  readonly chunker: ChunkerParams;
  /** How files that are opened by their path are watched for change. */
  readonly filesChanged: FilesChanged;
  /** Files with holes are cut at them (fixed chunker only). */
  readonly sparse: boolean;
  /** Ends the reading with an error, in the middle of a large file too. */
  readonly signal?: AbortSignal | undefined;
}

/** A read stage that has no way out yet. @param compressor As the pool was made for. */
export function startReading(pool: PipelinePool, compressor: Compressor, rules: ReadingRules): ReadStage {
  const { chunker, filesChanged, sparse, signal } = rules;
  const { pieceBytes } = pipelineBounds(chunker, compressor);
  return new ReadStage({ pool, pieceBytes, filesChanged, noatime: true, ranges: rangesFor(chunker, sparse), signal });
}

function rangesFor(chunker: ChunkerParams, sparse: boolean): ((fd: number) => Iterable<PieceRange>) | undefined {
  if (chunker.algorithm !== "fixed" || (!sparse && chunker.headerSize === 0)) return undefined;
  const { headerSize } = chunker;
  return (fd) => fixedRanges(headerSize, sparse && fd >= 0 ? dataMap(fd, headerSize) : undefined);
}

/** `undefined` where the file system cannot tell. */
function dataMap(fd: number, start: number): DataMap[] | undefined {
  try {
    return platform()
      .dataRanges(fd, start)
      .map(({ offset, length, isData }) => ({ position: offset, length, isData }));
  } catch (error) {
    if (error instanceof OSError) return undefined;
    throw error;
  }
}
