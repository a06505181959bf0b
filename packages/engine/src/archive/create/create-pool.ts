import type { ChunkerParams } from "@coffer/format/chunker";
import type { Compressor } from "@coffer/format/compression";
import type { PipelinePool } from "../jobs/index.ts";
import { startPipelinePool } from "../jobs/index.ts";
import { pipelineBounds } from "./limits.ts";

/** The workers and the memory of a {@link Pipeline}; they know no key yet. Whoever started it closes it. */
export function startCreatePool(threads: number, chunker: ChunkerParams, compressor: Compressor): PipelinePool {
  const { inputBytes, outputBytes, spareBytes } = pipelineBounds(chunker, compressor);
  return startPipelinePool(threads, undefined, { input: inputBytes, output: outputBytes, spare: spareBytes });
}
