import {
  decompress,
  decompressInto,
  detectCompression,
  getCompressor,
  parseCompressionSpec,
} from "@coffer/format/compression";
import { DecompressionError } from "@coffer/format/errors";
import type { FuzzTarget } from "./fuzz-target.ts";

const SIZE_MAX = 100_000;
const room = new Uint8Array(SIZE_MAX);
const SPECS = [
  "none",
  "lz4",
  "zstd,3",
  "zlib,6",
  "lzma,0",
  "lzma,6",
  "obfuscate,250,lz4",
  "obfuscate,110,obfuscate,1,zlib",
];
const CHUNKS = [
  Buffer.from("some text that repeats itself, some text that repeats itself, some text that repeats. ".repeat(10)),
  Buffer.from(Uint8Array.from({ length: 2000 }, (_, n) => (n * n * n) >> 7)),
  Buffer.alloc(5000),
];

/** Payloads of every compression. */
export const target: FuzzTarget = {
  name: "decompress",
  seeds: () =>
    SPECS.flatMap((spec) =>
      CHUNKS.map((chunk) => getCompressor(parseCompressionSpec(spec), () => 0.5).compress(chunk)),
    ),
  run(input) {
    detectCompression(input);
    const chunk = attempt(() => decompress(input, { sizeMax: SIZE_MAX }));
    if (chunk && chunk.length > SIZE_MAX) throw new Error("the bound does not hold");
    const size = attempt(() => decompressInto(input, room));
    if (size !== chunk?.length) throw new Error(`decompressInto() says ${size}, decompress() ${chunk?.length}`);
    if (chunk && Buffer.compare(chunk, room.subarray(0, size)) !== 0) throw new Error("they do not agree on the chunk");
  },
};

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof DecompressionError) return undefined;
    throw error;
  }
}
