import type { ChunkerParams } from "@coffer/format/chunker";
import type { Compressor } from "@coffer/format/compression";
import { FETCH_INPUT_BYTES, FETCH_OUTPUT_BYTES } from "../contents/index.ts";
import { SEAL_BATCH_BYTES, sealedBytesMax } from "../create/index.ts";

const MIB = 1024 * 1024;

/** Content is cut in pieces of about this size; one batch of fetched chunks at most. */
export const PIECE_BYTES: number = 2 * MIB;
/** Items that may wait for their content to be cut… */
export const UNITS_AHEAD_MAX = 512;
/** …and about as many bytes of pieces, cut or not, that may wait to be taken. */
export const PIECES_AHEAD_BYTES: number = 12 * MIB;

/** Largest chunk that any Borg stores, bytes. */
const STORED_CHUNK_BYTES_MAX = 20 * MIB;

export function chunkBytesMaxOf(chunker: ChunkerParams): number {
  return chunker.algorithm === "buzhash" ? 2 ** chunker.maxExp : Math.max(chunker.blockSize, chunker.headerSize);
}

/**
 * Whether content that is one chunk of `size` bytes stays one when it is cut by `chunker`. False where it cannot be told without a look.
 */
export function staysWhole(size: number, chunker: ChunkerParams): boolean {
  if (chunker.algorithm === "buzhash") return size <= 2 ** chunker.minExp;
  return size <= (chunker.headerSize > 0 ? chunker.headerSize : chunker.blockSize);
}

/**
 * Sizes of the heaps: input takes what is fetched and three pieces to be cut; output plaintext; spare what is sealed, so that
 * plaintext never waits for memory that it keeps itself.
 *
 * @param source How the contents were cut that are read. Larger chunks have room, too, but one at a time.
 */
export function recreateHeaps(
  source: ChunkerParams | undefined,
  chunker: ChunkerParams,
  compressor: Compressor,
): { readonly input: number; readonly output: number; readonly spare: number } {
  const pieceBytes = chunkBytesMaxOf(chunker) + STORED_CHUNK_BYTES_MAX + PIECE_BYTES;
  const usualBytes = Math.max(
    chunkBytesMaxOf(chunker),
    source === undefined ? STORED_CHUNK_BYTES_MAX : chunkBytesMaxOf(source),
  );
  const oneBatch = compressor.bound(STORED_CHUNK_BYTES_MAX) + 2 * SEAL_BATCH_BYTES;
  return {
    input: FETCH_INPUT_BYTES + inMib(3 * pieceBytes),
    output: FETCH_OUTPUT_BYTES,
    spare: inMib(Math.max(sealedBytesMax(usualBytes, compressor), oneBatch)),
  };
}

function inMib(bytes: number): number {
  return Math.ceil(bytes / MIB) * MIB;
}
