/**
 * Cuts files into chunks.
 *
 * - *cut*: place where one chunk ends and the next begins.
 * - *buzhash*: cuts where a rolling hash of the next `windowSize` bytes ends in `maskBits` zeros, so that an insertion moves only the
 *   cuts around it. The table of the hash is mixed with the repository's secret `chunk_seed`.
 * - *fixed*: cuts every `blockSize` bytes, after a header of its own.
 * - *range map*: where a sparse file has data and where holes; only the fixed chunker follows it.
 *
 * Stands on kernels, bytes. Format: docs/formats/chunker.md.
 *
 * @module
 */
export { buzhashTable } from "./buzhash-table.ts";
export { chunkBuffer } from "./chunk-buffer.ts";
export { BuzhashCutter, createCutter, type Cutter, FixedCutter } from "./cutter.ts";
export { blockRanges, type FileRange, rangesBehindHeader } from "./ranges.ts";
export {
  type ChunkerParams,
  chunkerParamsFromArchive,
  chunkerParamsToArchive,
  DEFAULT_CHUNKER_PARAMS,
  formatChunkerParams,
  ITEMS_CHUNKER_PARAMS,
} from "./params.ts";
export { parseChunkerParams } from "./parse-params.ts";
