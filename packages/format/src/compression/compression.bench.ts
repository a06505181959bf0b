import { randomBytes } from "node:crypto";
import { decompress, getCompressor, parseCompressionSpec } from "./index.ts";
import { measure, PIECE_SIZES, sourceText } from "../kernels/measure.bench.ts";

const inputs = { text: sourceText(2 * 1024 * 1024), random: new Uint8Array(randomBytes(2 * 1024 * 1024)) };
const specs = process.argv.slice(2);
const all = "none lz4 zstd,1 zstd,3 zstd,10 zstd,19 zlib,1 zlib,6 lzma,0 lzma,2 lzma,6 auto,zstd,3".split(" ");

for (const size of PIECE_SIZES) {
  for (const [name, input] of Object.entries(inputs)) {
    const piece = input.subarray(0, size);
    for (const spec of specs.length > 0 ? specs : all) {
      const compressor = getCompressor(parseCompressionSpec(spec));
      const payload = compressor.compress(piece);
      measure(`${spec} ${name}`, size, () => compressor.compress(piece), `ratio ${(payload.length / size).toFixed(3)}`);
      measure(`  back`, size, () => decompress(payload, { sizeHint: size }));
    }
  }
}
