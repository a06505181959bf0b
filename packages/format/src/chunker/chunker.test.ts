import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { loadVectors, specPath, vectorBytes, type VectorInput } from "@coffer/testkit/spec";
import fc from "fast-check";
import { MsgpackWriter } from "../bytes/index.ts";
import { getKernels } from "../kernels/index.ts";
import {
  blockRanges,
  buzhashTable,
  chunkBuffer,
  type ChunkerParams,
  createCutter,
  type FileRange,
  ITEMS_CHUNKER_PARAMS,
  rangesBehindHeader,
} from "./index.ts";

type Kind = "data" | "alloc" | "hole";

interface ChunkerVectors {
  buzhash_chunker: {
    name: string;
    input: VectorInput;
    params: number[];
    seed: number;
    sizes: number[];
    allocation: string;
  }[];
  fixed_chunker: {
    input: VectorInput;
    params: number[];
    sparse: boolean;
    fmap: [number, number, boolean][] | null;
    chunks: [number, Kind][];
  }[];
  sparse_files: { layout: [number, number][]; params: number[]; chunks: [number, Kind][] }[];
}

const vectors = loadVectors<ChunkerVectors>("chunker");

function buzhash([minExp = 0, maxExp = 0, maskBits = 0, windowSize = 0]: number[]): ChunkerParams {
  return { algorithm: "buzhash", minExp, maxExp, maskBits, windowSize };
}

test("buzhashTable(0) is the base table", () => {
  const { table } = JSON.parse(readFileSync(specPath("buzhash-table.json"), "utf8")) as { table: (number | string)[] };
  assert.deepEqual([...buzhashTable(0)], table.map(Number));
});

describe("buzhash cuts as Borg does", () => {
  vectors.buzhash_chunker.forEach((item, n) => {
    test(`${n} ${item.name} seed ${item.seed}`, () => {
      const data = vectorBytes(item.input);
      const sizes = chunkBuffer(data, buzhash(item.params), item.seed);
      assert.deepEqual(sizes, item.sizes);
      let at = 0;
      const kinds = sizes.map((size) => (getKernels().isZero(data.subarray(at, (at += size))) ? "a" : "d"));
      assert.equal(kinds.join(""), item.allocation);
    });
  });
});

describe("item streams are cut as Borg does", () => {
  interface StreamVector {
    seed: number;
    count: number;
    extra: number;
    total: number;
    sha256: string;
    sizes: number[];
  }
  for (const item of loadVectors<{ item_streams: StreamVector[] }>("objects").item_streams) {
    test(`of ${item.count} items, seed ${item.seed}`, () => {
      const stream = itemStream(item.count, item.extra);
      assert.equal(stream.length, item.total);
      assert.equal(createHash("sha256").update(stream).digest("hex"), item.sha256);
      assert.deepEqual(chunkBuffer(stream, ITEMS_CHUNKER_PARAMS, item.seed), item.sizes);
    });
  }
});

/** Items as the vector file describes them, packed one after the other. */
function itemStream(count: number, extra: number): Uint8Array {
  const writer = new MsgpackWriter();
  for (let n = 0; n < count; n++) {
    writer.writeMapHeader(9);
    writer.writeText("chunks");
    writer.writeArrayHeader(1);
    writer.writeArrayHeader(3);
    writer.writeRaw(createHash("sha256").update(String(n)).digest());
    writer.writeInt(n);
    writer.writeInt(n + 41);
    writer.writeText("gid");
    writer.writeInt(0);
    writer.writeText("group");
    writer.writeText("root");
    writer.writeText("mode");
    writer.writeInt(0o100644);
    writer.writeText("mtime");
    writer.writeInt(1_700_000_000_000_000_000n + BigInt(n));
    writer.writeText("path");
    writer.writeText(`dir/file-${String(n).padStart(7, "0")}${"x".repeat(extra)}`);
    writer.writeText("size");
    writer.writeInt(n);
    writer.writeText("uid");
    writer.writeInt(n % 7);
    writer.writeText("user");
    writer.writeText("root");
  }
  return writer.view();
}

/** Sizes and kinds as Borg's chunker reports them, ending at the first short read. */
function describeChunks(data: Uint8Array, ranges: Iterable<FileRange>): [number, Kind][] {
  const chunks: [number, Kind][] = [];
  for (const { start, length, isData } of ranges) {
    const block = data.subarray(start, start + length);
    if (block.length > 0) chunks.push([block.length, !isData ? "hole" : getKernels().isZero(block) ? "alloc" : "data"]);
    if (block.length < length) break;
  }
  return chunks;
}

describe("fixed cuts as Borg does", () => {
  vectors.fixed_chunker.forEach((item, n) => {
    test(`vector ${n}`, () => {
      const data = vectorBytes(item.input);
      const [blockSize = 0, headerSize = 0] = item.params;
      const map = (item.fmap ?? [[0, data.length, true] as const]).map(([start, length, isData]) => ({
        start,
        length,
        isData,
      }));
      const ranges = item.fmap ? map : rangesBehindHeader(map, headerSize);
      assert.deepEqual(describeChunks(data, blockRanges(ranges, blockSize)), item.chunks);
      if (item.fmap) return;
      const sizes = chunkBuffer(data, { algorithm: "fixed", blockSize, headerSize }, 0);
      assert.deepEqual(
        sizes,
        item.chunks.map(([size]) => size),
      );
    });
  });

  vectors.sparse_files.forEach((item, n) => {
    test(`sparse file ${n}`, () => {
      const map: FileRange[] = [];
      let start = 0;
      for (const [isData, length] of item.layout) {
        map.push({ start, length, isData: isData === 1 });
        start += length;
      }
      const content = vectorBytes({ stream: "sp", length: start });
      for (const { start, length, isData } of map) if (!isData) content.fill(0, start, start + length);
      // The file system tells data and holes in blocks of 4096 bytes, but for the end of the file.
      const [blockSize = 0, headerSize = 0] = item.params;
      assert.deepEqual(
        describeChunks(content, blockRanges(rangesBehindHeader(map, headerSize), blockSize)),
        item.chunks.map(([size, kind]) => [size, kind]),
      );
    });
  });
});

describe("a cutter that is fed piece by piece", () => {
  const data = vectorBytes({ stream: "feed", length: 100_000 });
  const kinds: ChunkerParams[] = [
    buzhash([8, 12, 9, 63]),
    buzhash([10, 14, 12, 4095]),
    { algorithm: "fixed", blockSize: 4096, headerSize: 0 },
    { algorithm: "fixed", blockSize: 1000, headerSize: 2500 },
  ];
  for (const params of kinds) {
    test(`cuts as over the whole input: ${JSON.stringify(params)}`, () => {
      fc.assert(
        fc.property(fc.nat(data.length), fc.nat(5000), (length, more) => {
          const input = data.subarray(0, length);
          const cutter = createCutter(params, 99);
          const sizes: number[] = [];
          for (let at = 0; at < length; at += sizes.at(-1) ?? 0) {
            const end = Math.min(length, at + cutter.sizeMax + more);
            sizes.push(cutter.cut(input.subarray(at, end), end === length));
          }
          assert.deepEqual(sizes, chunkBuffer(input, params, 99));
          cutter.reset();
          assert.equal(cutter.cut(input, true), sizes[0] ?? 0);
        }),
        { numRuns: 50 },
      );
    });
  }
});
