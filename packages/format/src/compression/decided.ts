import { WORTH_TRYING } from "./auto.ts";
import { HEADER_SIZE } from "./compressor.ts";
import { type CompressionName, detectCompression } from "./decompress.ts";
import type { CompressionSpec } from "./spec.ts";

/**
 * What `spec` decided on for a chunk of `size` bytes that became `payload`: what the payload is compressed with, except that
 * `auto` may have decided on its inner compression, and kept lz4 because that was as good.
 *
 * `recreate --recompress if-different` leaves a chunk alone that is stored with what would be decided on now.
 */
export function decidedCompression(
  spec: CompressionSpec,
  payload: Uint8Array,
  size: number,
): CompressionName | undefined {
  const used = detectCompression(payload);
  if (spec.name !== "auto" || used !== "lz4" || spec.inner.name === "auto") return used;
  return payload.length / (size + HEADER_SIZE) < WORTH_TRYING ? spec.inner.name : used;
}
