/** The compressors that a platform brings along. All are synchronous; what they throw is for the caller to translate. */
export interface Codecs {
  /** A zlib stream (RFC 1950); `level` 0 to 9. */
  zlibCompress(data: Uint8Array, level: number): Uint8Array;
  /** @throws If malformed, or larger than `sizeMax`. */
  zlibDecompress(stream: Uint8Array, sizeMax: number, sizeHint: number | undefined): Uint8Array;
  /** One frame with its content size; `level` 1 to 22. */
  zstdCompress(data: Uint8Array, level: number): Uint8Array;
  /** @param size Content size, as the frame's header says. @throws If malformed, or larger. */
  zstdDecompress(frame: Uint8Array, size: number): Uint8Array;
}
