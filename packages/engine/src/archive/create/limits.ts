import type { ChunkerParams } from "@coffer/format/chunker";
import type { Compressor } from "@coffer/format/compression";

const MIB = 1024 * 1024;

/** Files up to this size travel in groups; larger ones are read piece by piece. */
export const GROUPED_FILE_BYTES_MAX: number = 2 * MIB;
/** A group is sent off when its contents reach this size… */
export const GROUP_BYTES: number = 2 * MIB;
/** …or it holds this many items. */
export const GROUP_ITEMS_MAX = 128;
/** Groups that may wait to be decided: enough for all threads to have something to read. */
export const GROUPS_AHEAD_MAX = 4;
/** Decisions that may wait to be written. What waits long is moved about by the garbage collector. */
export const DECIDED_AHEAD_MAX = 512;
/** New chunks are sealed in batches of about this size… */
export const SEAL_BATCH_BYTES: number = 1 * MIB;
/** …or this many. */
export const SEAL_BATCH_CHUNKS_MAX = 256;
/** After so many items the item stream is written out. A fixed count, so that nonces do not depend on timing. */
export const ITEMS_PER_FLUSH = 16_384;

/** Bytes in flight: what the two heaps of the create pipeline may hold. */
export interface PipelineBounds {
  readonly pieceBytes: number;
  readonly inputBytes: number;
  readonly outputBytes: number;
  readonly spareBytes: number;
}

/** Three pieces of input, and output for what is cut from about three of them. */
export function pipelineBounds(chunker: ChunkerParams, compressor: Compressor): PipelineBounds {
  const chunkBytesMax =
    chunker.algorithm === "buzhash" ? 2 ** chunker.maxExp : Math.max(chunker.blockSize, chunker.headerSize);
  const pieceBytes = Math.ceil(chunkBytesMax / MIB) * MIB + 8 * MIB;
  const outputBytes = sealedBytesMax(chunkBytesMax, compressor);
  return {
    pieceBytes,
    inputBytes: 3 * pieceBytes,
    outputBytes,
    spareBytes: 2 * pieceBytes,
  };
}

/** Bytes of sealed entries in flight: about three batches, the last chunk of each as large as any. */
export function sealedBytesMax(chunkBytesMax: number, compressor: Compressor): number {
  const bytes = Math.max(24 * MIB, 3 * (compressor.bound(chunkBytesMax) + SEAL_BATCH_BYTES));
  return Math.ceil(bytes / MIB) * MIB;
}
