import assert from "node:assert/strict";
import { test } from "node:test";
import { loadVectors } from "@coffer/testkit/spec";
import { formatCompressionSpec, parseCompressionSpec } from "./index.ts";

test("parseCompressionSpec() agrees with Borg on what to take", () => {
  for (const [text, verdict] of loadVectors<{ spec_parsing: [string, string][] }>("compression").spec_parsing) {
    // The vectors are of 1.2.4; 250 came with 1.4.1.
    if (verdict === "accepted" || text === "obfuscate,250,lz4") parseCompressionSpec(text);
    else assert.throws(() => parseCompressionSpec(text), text);
  }
});

test("parseCompressionSpec() fills in levels", () => {
  assert.deepEqual(parseCompressionSpec("zstd"), { name: "zstd", level: 3 });
  assert.deepEqual(parseCompressionSpec("zlib"), { name: "zlib", level: 6 });
  assert.deepEqual(parseCompressionSpec("lzma"), { name: "lzma", level: 6 });
  assert.deepEqual(parseCompressionSpec("lz4,9,whatever"), { name: "lz4" });
  assert.deepEqual(parseCompressionSpec("zstd, +1_0"), { name: "zstd", level: 10 });
  assert.deepEqual(parseCompressionSpec("obfuscate,110,auto,zlib,1"), {
    name: "obfuscate",
    level: 110,
    inner: { name: "auto", inner: { name: "zlib", level: 1 } },
  });
});

test("parseCompressionSpec() speaks Borg's sentences", () => {
  const sentences: Record<string, string> = {
    "": "unsupported compression type",
    LZ4: "unsupported compression type",
    "auto,": "unsupported compression type",
    "zlib,10": "level must be >= 0 and <= 9",
    "lzma,-1": "level must be >= 0 and <= 9",
    "zstd,0": "level must be >= 1 and <= 22",
    "zstd,1,2": "too many arguments",
    "obfuscate,1,zlib,1,2": "too many arguments",
    auto: "bad arguments",
    "auto,zlib,3,4": "bad arguments",
    "obfuscate,1": "bad arguments",
    "obfuscate,1,obfuscate,1,auto,lz4": "bad arguments",
    "obfuscate,0,gzip": "level must be (inclusively) within 1...6, 110...123 or equal to 250",
  };
  for (const [text, message] of Object.entries(sentences)) {
    assert.throws(() => parseCompressionSpec(text), { name: "RangeError", message }, text);
  }
  for (const text of ["zlib,x", "zstd,", "obfuscate,x,lz4"]) {
    assert.throws(() => parseCompressionSpec(text), { name: "TypeError" }, text);
  }
});

test("formatCompressionSpec() is read back", () => {
  for (const text of ["none", "lz4", "zstd,3", "zlib,0", "lzma,9", "auto,zstd,10", "obfuscate,250,auto,zlib,6"]) {
    assert.equal(formatCompressionSpec(parseCompressionSpec(text)), text);
  }
});
