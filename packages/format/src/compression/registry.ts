import { assert } from "../bytes/index.ts";
import { AutoCompressor } from "./auto.ts";
import type { Compressor } from "./compressor.ts";
import { Lz4Compressor } from "./lz4.ts";
import { LzmaCompressor } from "./lzma.ts";
import { NoneCompressor } from "./none.ts";
import { ObfuscateCompressor } from "./obfuscate.ts";
import type { CompressionSpec } from "./spec.ts";
import { ZlibCompressor } from "./zlib.ts";
import { ZstdCompressor } from "./zstd.ts";

/**
 * The compressor that `spec` asks for.
 *
 * @param random Uniform in [0, 1); needed for obfuscation alone.
 */
export function getCompressor(spec: CompressionSpec, random?: () => number): Compressor {
  switch (spec.name) {
    case "none":
      return new NoneCompressor();
    case "lz4":
      return new Lz4Compressor();
    case "zstd":
      return new ZstdCompressor(spec.level);
    case "zlib":
      return new ZlibCompressor(spec.level);
    case "lzma":
      return new LzmaCompressor(spec.level);
    case "auto":
      return new AutoCompressor(getCompressor(spec.inner, random));
    case "obfuscate":
      assert(random, "obfuscation needs random numbers");
      return new ObfuscateCompressor(spec.level, getCompressor(spec.inner, random), random);
  }
}
