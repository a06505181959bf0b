import { unpackValue, MsgpackError } from "@coffer/format/bytes";
import {
  chunkBuffer,
  type ChunkerParams,
  chunkerParamsFromArchive,
  chunkerParamsToArchive,
  formatChunkerParams,
  parseChunkerParams,
} from "@coffer/format/chunker";
import { packValue } from "@coffer/format/bytes";
import type { FuzzTarget } from "./fuzz-target.ts";

const PARAMS: readonly ChunkerParams[] = [
  { algorithm: "buzhash", minExp: 6, maxExp: 9, maskBits: 6, windowSize: 31 },
  { algorithm: "buzhash", minExp: 7, maxExp: 12, maskBits: 8, windowSize: 1023 },
  { algorithm: "fixed", blockSize: 100, headerSize: 33 },
];

/** Any bytes as a file to be cut, as the option's text, and as an archive's `chunker_params`. */
export const target: FuzzTarget = {
  name: "chunker",
  seeds: () => [
    Uint8Array.from({ length: 6000 }, (_, n) => (n * n * 31) >> 6),
    new Uint8Array(3000),
    Buffer.from("buzhash,19,23,21,4095"),
    Buffer.from("fixed,4096,512"),
    packValue(["buzhash", 19, 23, 21, 4095]),
    packValue([19, 23, 21, 4095]),
  ],
  run(input) {
    for (const params of PARAMS) {
      const sizes = chunkBuffer(input, params, -7);
      if (sizes.reduce((sum, size) => sum + size, 0) !== input.length) throw new Error("the chunks are not the file");
    }
    try {
      const text = formatChunkerParams(parseChunkerParams(Buffer.from(input).toString("latin1")));
      if (formatChunkerParams(parseChunkerParams(text)) !== text) throw new Error("a spec is not read back");
    } catch (error) {
      if (!(error instanceof RangeError) && !(error instanceof TypeError)) throw error;
    }
    try {
      const params = chunkerParamsFromArchive(unpackValue(input));
      if (params && !chunkerParamsFromArchive(chunkerParamsToArchive(params)))
        throw new Error("a tuple is not read back");
    } catch (error) {
      if (!(error instanceof MsgpackError)) throw error;
    }
  },
};
