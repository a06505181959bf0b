import { DecompressionError } from "../errors/index.ts";
import { toHex } from "../bytes/index.ts";
import { getKernels } from "../kernels/index.ts";
import { LZ4_ID, readLz4, readLz4Into } from "./lz4.ts";
import { LZMA_ID, readLzma } from "./lzma.ts";
import { readStored } from "./none.ts";
import { OBFUSCATE_ID, readObfuscated } from "./obfuscate.ts";
import { isZlib, readZlib } from "./zlib.ts";
import { readZstd, ZSTD_ID } from "./zstd.ts";

export type CompressionName = "none" | "lz4" | "zstd" | "zlib" | "lzma" | "obfuscate";

/** Most bytes that a payload may hold unless the caller says otherwise: what Borg's unpacker takes at once, three full objects. */
export const DECOMPRESSED_SIZE_MAX: number = 3 * 20 * 1024 * 1024;

const NAMES: Readonly<Record<number, CompressionName>> = {
  0: "none",
  [LZ4_ID]: "lz4",
  [LZMA_ID]: "lzma",
  [ZSTD_ID]: "zstd",
  [OBFUSCATE_ID]: "obfuscate",
};

/** What `payload` is compressed with, by its header; undefined if it is nothing that Borg 1.x writes. */
export function detectCompression(payload: Uint8Array): CompressionName | undefined {
  if (payload.length < 2) return undefined;
  const name = payload[1] === 0 ? NAMES[payload[0] ?? 0] : undefined;
  return name ?? (isZlib(payload) ? "zlib" : undefined);
}

/**
 * The chunk that `payload` holds.
 *
 * The result is new, or a view of `payload` if that was stored. Nothing larger than `sizeMax` is allocated, whatever the
 * payload says.
 *
 * @param options.sizeHint Size that the chunk should have, in bytes; spares copies, decides nothing.
 * @param options.sizeMax Size that the chunk may have at most, in bytes.
 * @throws {DecompressionError} If the payload is malformed or holds more.
 * @see docs/formats/compression.md
 */
export function decompress(payload: Uint8Array, options: { sizeHint?: number; sizeMax?: number } = {}): Uint8Array {
  const { sizeHint, sizeMax = DECOMPRESSED_SIZE_MAX } = options;
  const inner = unwrap(payload);
  const plaintext = read(inner, sizeMax, sizeHint);
  if (plaintext.length > sizeMax)
    throw new DecompressionError(`chunk has ${plaintext.length} bytes, more than ${sizeMax}`);
  return plaintext;
}

/**
 * Writes the chunk that `payload` holds to `target`, which must not overlap it.
 *
 * @returns The chunk's size in bytes.
 * @throws {DecompressionError} If the payload is malformed or holds more than `target` does; part of `target` may be written.
 */
export function decompressInto(payload: Uint8Array, target: Uint8Array): number {
  const inner = unwrap(payload);
  if (detectCompression(inner) === "lz4") return readLz4Into(inner, target);
  const plaintext = decompress(inner, { sizeMax: target.length, sizeHint: target.length });
  // set() would go byte by byte within shared memory
  getKernels().copy(plaintext, target);
  return plaintext.length;
}

/** Takes off any number of layers of padding; each is shorter than the one around it. */
function unwrap(payload: Uint8Array): Uint8Array {
  let inner = payload;
  while (detectCompression(inner) === "obfuscate") inner = readObfuscated(inner);
  return inner;
}

function read(payload: Uint8Array, sizeMax: number, sizeHint: number | undefined): Uint8Array {
  switch (detectCompression(payload)) {
    case "none":
      return readStored(payload);
    case "lz4":
      return readLz4(payload, sizeMax);
    case "zstd":
      return readZstd(payload, sizeMax);
    case "zlib":
      return readZlib(payload, sizeMax, sizeHint);
    case "lzma":
      return readLzma(payload, sizeMax);
    default:
      throw new DecompressionError(`no compression has the header ${toHex(payload.subarray(0, 2))}`);
  }
}
