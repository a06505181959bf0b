import { codecs } from "#codecs";
import { DecompressionError } from "../errors/index.ts";
import { TargetCompressor } from "./compressor.ts";

const METHOD_DEFLATE = 8;

/** zlib streams, always, larger ones too: they carry no header of Borg's. */
export class ZlibCompressor extends TargetCompressor {
  readonly #level: number;

  constructor(level: number) {
    super();
    this.#level = level;
  }

  bound(size: number): number {
    return size + Math.ceil(size / 256) + 64;
  }

  protected write(chunk: Uint8Array, target: Uint8Array): number {
    const stream = codecs.zlibCompress(chunk, this.#level);
    target.set(stream);
    return stream.length;
  }
}

/** Whether `payload` begins with a header of RFC 1950. */
export function isZlib(payload: Uint8Array): boolean {
  const [first = 0, second = 0] = payload;
  return (first & 0x0f) === METHOD_DEFLATE && (first * 256 + second) % 31 === 0;
}

/** @throws {DecompressionError} If the stream is malformed or holds more than `sizeMax` bytes. */
export function readZlib(payload: Uint8Array, sizeMax: number, sizeHint: number | undefined): Uint8Array {
  try {
    return codecs.zlibDecompress(payload, sizeMax, sizeHint);
  } catch (error) {
    throw new DecompressionError(`zlib stream is malformed or too large: ${String(error)}`);
  }
}
