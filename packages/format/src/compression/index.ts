/**
 * Compression of chunks.
 *
 * - *chunk*: the plaintext.
 * - *payload*: what stands for it inside the envelope: two bytes that name the compression, then its data.
 * - *stored*: the payload that holds a chunk verbatim, compression `none`.
 *
 * All of it is synchronous: it runs in workers. Stands on kernels (lz4, lzma), bytes and errors; zlib and zstd of the platform stand behind
 * `#codecs`. Format: docs/formats/compression.md.
 *
 * @module
 */
export { type Compressor, STORED_HEADER } from "./compressor.ts";
export { decidedCompression } from "./decided.ts";
export {
  type CompressionName,
  decompress,
  DECOMPRESSED_SIZE_MAX,
  decompressInto,
  detectCompression,
} from "./decompress.ts";
export { getCompressor } from "./registry.ts";
export { type CompressionSpec, formatCompressionSpec, parseCompressionSpec } from "./spec.ts";
