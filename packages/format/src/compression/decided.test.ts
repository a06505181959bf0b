import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { decidedCompression, getCompressor, parseCompressionSpec } from "./index.ts";

// What `compressor.decide(data).name` of the real borg answers.
test("decidedCompression() knows what Borg's compressors decide", () => {
  const random = randomBytes(5000);
  const text = Buffer.from("hello world ".repeat(500));
  const poor = Buffer.concat([randomBytes(4000), Buffer.alloc(400, "a"), randomBytes(100)]);
  const expected: Readonly<Record<string, readonly string[]>> = {
    none: ["none", "none", "none"],
    lz4: ["none", "lz4", "lz4"],
    "zstd,3": ["none", "zstd", "zstd"],
    zlib: ["zlib", "zlib", "zlib"],
    "lzma,1": ["none", "lzma", "lzma"],
    "auto,zstd": ["none", "zstd", "zstd"],
    "auto,zlib": ["none", "zlib", "zlib"],
    "auto,lz4": ["none", "lz4", "lz4"],
    "obfuscate,3,zstd": ["obfuscate", "obfuscate", "obfuscate"],
  };
  for (const [spelling, names] of Object.entries(expected)) {
    const spec = parseCompressionSpec(spelling);
    const compressor = getCompressor(spec, () => 0.5);
    const decided = [random, text, poor].map((chunk) =>
      decidedCompression(spec, compressor.compress(chunk), chunk.length),
    );
    assert.deepEqual(decided, names, spelling);
  }
});
