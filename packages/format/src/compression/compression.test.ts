import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { loadVectors, vectorBytes, type VectorInput } from "@coffer/testkit/spec";
import { fromBase64 } from "../bytes/index.ts";
import { DecompressionError } from "../errors/index.ts";
import { decompress, decompressInto, detectCompression, getCompressor, parseCompressionSpec } from "./index.ts";
import { zstdContentSize } from "./zstd.ts";

interface CompressionVectors {
  cases: { spec: string; input: VectorInput; compressed?: string; header?: string; length?: number }[];
  spec_parsing: [string, string][];
}

const vectors = loadVectors<CompressionVectors>("compression");
const text = vectorBytes({
  repeat: Buffer.from("some compressible text, over and over; ").toString("hex"),
  length: 50_000,
});
const noise = vectorBytes({ stream: "noise", length: 50_000 });
const letters = noise.map((byte) => 97 + (byte & 3));
const mixed = new Uint8Array([...text.subarray(0, 20_000), ...noise.subarray(0, 20_000), ...text.subarray(0, 9_999)]);

const SPECS = [
  ...["none", "lz4", "lzma,0", "lzma,6", "auto,zstd,10", "auto,lzma,2", "obfuscate,3,lz4", "obfuscate,250,zlib,6"],
  ...[1, 3, 10, 19, 22].map((level) => `zstd,${level}`),
  ...[0, 1, 6, 9].map((level) => `zlib,${level}`),
];

describe("decompress() reads what Borg wrote", () => {
  vectors.cases.forEach((item, n) => {
    test(`${n} ${item.spec}`, () => {
      if (item.compressed === undefined) {
        assertOutline(item);
        return;
      }
      const payload = fromBase64(item.compressed);
      const plaintext = vectorBytes(item.input);
      assert.deepEqual(new Uint8Array(decompress(payload)), plaintext);
      assert.deepEqual(
        new Uint8Array(decompress(payload, { sizeHint: plaintext.length, sizeMax: plaintext.length })),
        plaintext,
      );
      const target = new Uint8Array(plaintext.length + 10);
      assert.equal(decompressInto(payload, target), plaintext.length);
      assert.deepEqual(target.subarray(0, plaintext.length), plaintext);
      if (plaintext.length > 0) {
        assert.throws(() => decompress(payload, { sizeMax: plaintext.length - 1 }), DecompressionError);
        assert.throws(() => decompressInto(payload, new Uint8Array(plaintext.length - 1)), DecompressionError);
      }
    });
  });
});

/** Of payloads without compression the vectors hold the first bytes and the length alone. */
function assertOutline({ spec, input, header, length }: CompressionVectors["cases"][number]): void {
  const payload = getCompressor(parseCompressionSpec(spec), () => 0.5).compress(vectorBytes(input));
  assert.equal(Buffer.from(payload.subarray(0, 8)).toString("hex"), header);
  if (spec === "none") assert.equal(payload.length, length);
}

describe("what a compressor writes, decompress() reads", () => {
  for (const spec of SPECS) {
    test(spec, () => {
      const compressor = getCompressor(parseCompressionSpec(spec), () => 0.5);
      for (const chunk of [
        text,
        noise,
        mixed,
        text.subarray(0, 1),
        text.subarray(0, 100),
        noise.subarray(0, 13),
        new Uint8Array(0),
      ]) {
        const payload = compressor.compress(chunk);
        assert(payload.length <= compressor.bound(chunk.length));
        assert.deepEqual(new Uint8Array(decompress(payload)), chunk);
        const target = new Uint8Array(compressor.bound(chunk.length));
        const size = compressor.compressInto(chunk, target);
        assert.deepEqual(target.subarray(0, size), new Uint8Array(payload));
      }
    });
  }
});

function name(spec: string, chunk: Uint8Array): string | undefined {
  return detectCompression(getCompressor(parseCompressionSpec(spec), () => 0.5).compress(chunk));
}

test("what does not become smaller is stored, but for zlib", () => {
  for (const spec of ["lz4", "zstd,3", "zstd,22", "lzma,0", "lzma,9"]) {
    assert.equal(name(spec, noise), "none");
    assert.equal(name(spec, new Uint8Array(0)), "none");
    assert.equal(name(spec, text), spec.split(",")[0]);
  }
  assert.equal(name("zlib,6", noise), "zlib");
  assert.equal(name("zlib,0", new Uint8Array(0)), "zlib");
});

test("auto tries the expensive compressor on what lz4 finds compressible, and takes it if it saves more", () => {
  assert.equal(name("auto,zlib,9", letters), "zlib");
  assert.equal(name("auto,zlib,9", noise), "none");
  assert.equal(name("auto,none", text), "lz4");
  assert.equal(name("auto,auto,zlib", letters), "zlib");
});

test("zstd frames carry their content size at every level", () => {
  for (let level = 1; level <= 22; level++) {
    for (const size of [200, 255, 256, 257, 30_000]) {
      const payload = getCompressor({ name: "zstd", level }).compress(text.subarray(0, size));
      assert.equal(detectCompression(payload), "zstd");
      assert.equal(zstdContentSize(payload.subarray(2)), size, `level ${level}`);
    }
  }
});

test("decompress() refuses what it must", () => {
  const refused: Record<string, Uint8Array> = {
    nothing: new Uint8Array(0),
    "one byte": Uint8Array.of(1),
    "an unknown header": Uint8Array.of(8, 0, 1, 2, 3),
    "a second byte": Uint8Array.of(1, 1, 0x10, 0x61),
    "an empty lz4 block": Uint8Array.of(1, 0),
    "an empty zstd frame": Uint8Array.of(3, 0),
    "an empty lzma stream": Uint8Array.of(2, 0),
    "a zlib header alone": Uint8Array.of(0x78, 0x9c),
    "obfuscation cut short": Uint8Array.of(4, 0, 0, 0, 0),
    "obfuscation of more than there is": Uint8Array.of(4, 0, 0, 0, 0, 9, 0, 0),
    "a zstd frame without content size": Uint8Array.of(3, 0, 0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58, 0x01, 0x00, 0x00),
    "a zstd frame of 2^56 bytes": Uint8Array.of(3, 0, 0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0),
  };
  for (const [what, payload] of Object.entries(refused)) {
    assert.throws(() => decompress(payload), DecompressionError, what);
    assert.throws(() => decompressInto(payload, new Uint8Array(1000)), DecompressionError, what);
  }
  for (const spec of SPECS) {
    const payload = getCompressor(parseCompressionSpec(spec), () => 0.5).compress(text);
    if (spec === "none") continue;
    const cut = payload.slice(0, detectCompression(payload) === "obfuscate" ? 100 : payload.length / 2);
    assert.throws(() => decompress(cut), DecompressionError, spec);
  }
});

test("a bomb is not unpacked", () => {
  for (const spec of ["lz4", "zlib,9", "zstd,3", "lzma,6"]) {
    const payload = getCompressor(parseCompressionSpec(spec)).compress(new Uint8Array(3_000_000));
    assert.throws(() => decompress(payload, { sizeMax: 2_999_999 }), DecompressionError, spec);
    assert.equal(decompress(payload, { sizeMax: 3_000_000 }).length, 3_000_000);
  }
});

test("obfuscation of obfuscation comes off without recursion", () => {
  let payload: Uint8Array = Uint8Array.of(0, 0, 0x61);
  for (let n = 0; n < 50_000; n++) {
    const outer = new Uint8Array(6 + (n < 5 ? payload.length : 0));
    if (n >= 5) break;
    outer.set([4, 0]);
    new DataView(outer.buffer).setUint32(2, payload.length);
    outer.set(payload, 6);
    payload = outer;
  }
  assert.deepEqual(decompress(payload), Uint8Array.of(0x61));
});
