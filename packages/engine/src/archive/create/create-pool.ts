import type { ChunkerParams } from "@coffer/format/chunker";
import type { Compressor } from "@coffer/format/compression";
import type { PipelinePool } from "../jobs/index.ts";
import { startPipelinePool } from "../jobs/index.ts";
import { pipelineBounds } from "./limits.ts";

/**
 * The workers and the memory of a {@link Pipeline}, or of several; they know no key yet. Whoever started it closes it.
 *
 * @param laneCount How many archives are made at once.
 */
export function startCreatePool(
  threads: number,
  chunker: ChunkerParams,
  compressor: Compressor,
  laneCount: number = 1,
): PipelinePool {
  const { inputBytes, outputBytes, spareBytes } = pipelineBounds(chunker, compressor);
  const heaps = { input: inputBytes, output: outputBytes, spare: spareBytes };
  return startPipelinePool(threads, undefined, heaps, laneCount);
}
