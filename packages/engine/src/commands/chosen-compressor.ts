import type { CompressionSpec, Compressor } from "@coffer/format/compression";
import { getCompressor } from "@coffer/format/compression";
import type { EngineContext } from "../context/index.ts";

/** The compressor that the user chose; obfuscation takes its random numbers from `ctx`. */
export function chosenCompressor(spec: CompressionSpec, ctx: EngineContext): Compressor {
  return getCompressor(spec, () => uniform(ctx));
}

/** Uniform in [0, 1). */
function uniform(ctx: EngineContext): number {
  return Buffer.from(ctx.randomBytes(6)).readUIntBE(0, 6) / 2 ** 48;
}
