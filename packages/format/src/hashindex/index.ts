/**
 * Borg's hash index: an open-addressed table from 32-byte ids to a few 32-bit words, whose bytes in memory are the file.
 *
 * - *bucket*: one slot, an id and its values; named by its number, in table order.
 * - *tombstone*: a bucket whose entry was deleted; lookups walk past it, insertions reuse it.
 * - *image*: the bytes of the file, header included.
 * - *compact image*: used buckets only; can be iterated but not probed (`chunks.archive.d`).
 *
 * {@link RepositoryIndex} says where an object lies; {@link ChunkIndex} counts references to it. Stands on bytes and errors.
 * Format: docs/formats/hashindex.md.
 *
 * @module
 */
export { ChunkIndex, type ChunkStatistics } from "./chunk-index.ts";
export { CompactChunkIndex } from "./compact-chunk-index.ts";
export { HashIndex } from "./hash-index.ts";
export { allocateImage, HASH_INDEX_HEADER_SIZE } from "./image.ts";
export { HASH_INDEX_MAX_VALUE, tableSizeForEntries } from "./limits.ts";
export { INDEX_BUCKETS, RepositoryIndex, visitIndexBuckets } from "./repository-index.ts";
