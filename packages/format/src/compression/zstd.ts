import { codecs } from "#codecs";
import { DecompressionError } from "../errors/index.ts";
import { HEADER_SIZE } from "./compressor.ts";
import { ShrinkingCompressor } from "./shrinking-compressor.ts";

export const ZSTD_ID = 3;

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd] as const;

/** Zstandard frames that carry the size of their content; stored where that is not smaller. */
export class ZstdCompressor extends ShrinkingCompressor {
  readonly #level: number;

  constructor(level: number) {
    super();
    this.#level = level;
  }

  bound(size: number): number {
    return HEADER_SIZE + size;
  }

  protected shrink(chunk: Uint8Array, target: Uint8Array): number {
    const frame = codecs.zstdCompress(chunk, this.#level);
    if (frame.length >= chunk.length) return 0;
    target[0] = ZSTD_ID;
    target[1] = 0;
    target.set(frame, HEADER_SIZE);
    return HEADER_SIZE + frame.length;
  }
}

/** @throws {DecompressionError} If the frame is malformed, has no content size or one above `sizeMax`. */
export function readZstd(payload: Uint8Array, sizeMax: number): Uint8Array {
  const frame = payload.subarray(HEADER_SIZE);
  const size = zstdContentSize(frame);
  if (size === undefined) throw new DecompressionError("zstd frame does not say the size of its content");
  if (size > sizeMax) throw new DecompressionError(`zstd frame holds ${size} bytes, more than ${sizeMax}`);
  let plaintext: Uint8Array;
  try {
    plaintext = codecs.zstdDecompress(frame, size);
  } catch (error) {
    throw new DecompressionError(`zstd frame is malformed: ${String(error)}`);
  }
  if (plaintext.length !== size) throw new DecompressionError("zstd frame does not hold what it says");
  return plaintext;
}

/** What a frame's header says; undefined if it says nothing or there is no header. RFC 8878, 3.1.1.1. */
export function zstdContentSize(frame: Uint8Array): number | undefined {
  if (frame.length < 6 || MAGIC.some((byte, at) => frame[at] !== byte)) return undefined;
  const descriptor = frame[4] ?? 0;
  const singleSegment = (descriptor & 0x20) !== 0;
  const dictionaryIdSize = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const at = 5 + (singleSegment ? 0 : 1) + dictionaryIdSize;
  const sizeSize = [singleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  if (sizeSize === 0 || frame.length < at + sizeSize) return undefined;
  let size = 0;
  for (let n = sizeSize - 1; n >= 0; n--) size = size * 256 + (frame[at + n] ?? 0);
  return sizeSize === 2 ? size + 256 : size;
}
