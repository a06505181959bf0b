import { constants, deflateSync, inflateSync, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { Codecs } from "./codecs.ts";

/** Smallest output buffer that Node takes. */
const CHUNK_SIZE_MIN = 64;
const CHUNK_SIZE_DEFAULT = 64 * 1024;

/** The output buffer is made large enough at once: Node would otherwise join many small ones. */
function chunkSize(expected: number): number {
  return Math.max(CHUNK_SIZE_MIN, expected);
}

/** Node's results are Buffers, whose `slice` shares memory: hand out what everybody expects. */
function plain({ buffer, byteOffset, length }: Uint8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, length);
}

export const codecs: Codecs = {
  zlibCompress: (data, level) =>
    plain(deflateSync(data, { level, chunkSize: chunkSize(data.length + (data.length >> 8)) })),

  zlibDecompress: (stream, sizeMax, sizeHint) =>
    plain(
      inflateSync(stream, {
        // Node refuses a bound of 0; what does not fit is told apart by the caller.
        maxOutputLength: Math.max(1, sizeMax),
        chunkSize: chunkSize(Math.min(sizeMax, sizeHint ?? CHUNK_SIZE_DEFAULT)),
      }),
    ),

  zstdCompress: (data, level) =>
    plain(
      zstdCompressSync(data, {
        chunkSize: chunkSize(data.length + (data.length >> 8)),
        pledgedSrcSize: data.length,
        params: { [constants.ZSTD_c_compressionLevel]: level, [constants.ZSTD_c_contentSizeFlag]: 1 },
      }),
    ),

  zstdDecompress: (frame, size) =>
    plain(zstdDecompressSync(frame, { maxOutputLength: Math.max(1, size), chunkSize: chunkSize(size) })),
};
