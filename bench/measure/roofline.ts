import { availableParallelism } from "node:os";
import { buzhashTable } from "@coffer/format/chunker";
import { decompress, getCompressor, parseCompressionSpec } from "@coffer/format/compression";
import { aes256CtrKey, hmacSha256Key } from "@coffer/format/crypto";
import { getKernels } from "@coffer/format/kernels";

/** What a scenario puts its bytes through. */
export interface Load {
  /** `write`: create; `read`: extract and `check --verify-data`. */
  readonly direction: "write" | "read";
  readonly bytes: number;
  /** Sizes of the chunks: large files are cut, small ones are a chunk each. */
  readonly chunkSize: number;
  /** Whether the rolling hash has to see the bytes (files below the smallest chunk are not searched for cuts). */
  readonly cut: boolean;
  readonly blake2: boolean;
  readonly compression: string;
  /** Like the data of the scenario; a multiple of the chunk size. */
  readonly sample: Uint8Array;
}

const BUZHASH = { minExp: 19, maxExp: 23, maskBits: 21, windowSize: 4095 };
const SECONDS_EACH = 0.25;

/** Speeds are of one thread, in bytes of input per second. */
export interface Roofline {
  readonly seconds: number;
  readonly speeds: Readonly<Record<string, number>>;
}

/**
 * Seconds that the kernels which no implementation can avoid would need for the load, each at the speed that it has here and now, if all
 * cores did nothing else.
 */
export function roofline(load: Load): Roofline {
  const kernels = getKernels();
  const { chunkSize, sample } = load;
  const chunks = Array.from({ length: Math.floor(sample.length / chunkSize) }, (_, index) =>
    sample.subarray(index * chunkSize, (index + 1) * chunkSize),
  );
  const compressor = getCompressor(parseCompressionSpec(load.compression));
  const packed = chunks.map((chunk) => compressor.compress(chunk).slice());
  const ratio = sum(packed) / sum(chunks);
  const secret = new Uint8Array(load.blake2 ? 128 : 32).fill(7);
  const macKey = hmacSha256Key(secret);
  const cipher = aes256CtrKey(new Uint8Array(32).fill(9));
  const hash = (data: Uint8Array): unknown => (load.blake2 ? kernels.blake2b256([secret, data]) : macKey.digest(data));
  const target = new Uint8Array(Math.max(...packed.map((piece) => piece.length)));

  // each stage: speed over its own input, and how many bytes of input it gets
  const stages: [name: string, speed: number, bytes: number][] = [
    ["id", speedOf(chunks, hash), load.bytes],
    ["cipher", speedOf(packed, (data) => cipher.apply(0n, data, target.subarray(0, data.length))), load.bytes * ratio],
    ["mac", speedOf(packed, hash), load.bytes * ratio],
    ["crc", speedOf(packed, (data) => kernels.crc32(data)), load.bytes * ratio],
  ];
  if (load.direction === "write") {
    stages.push([load.compression, speedOf(chunks, (chunk) => compressor.compress(chunk)), load.bytes]);
    if (load.cut) {
      const table = buzhashTable(4711);
      stages.push(["chunker", speedOf([sample], (data) => cutAll(data, table)), load.bytes]);
    }
  } else {
    stages.push([`${load.compression} back`, speedOf(packed, (data) => decompress(data), ratio), load.bytes]);
  }
  const total = stages.reduce((seconds, [, speed, bytes]) => seconds + bytes / speed, 0);
  return {
    seconds: total / availableParallelism(),
    speeds: Object.fromEntries(stages.map(([name, speed]) => [name, Math.round(speed)])),
  };
}

function cutAll(data: Uint8Array, table: Uint32Array): void {
  const kernels = getKernels();
  let offset = 0;
  while (offset < data.length) {
    const rest = data.subarray(offset, offset + 2 ** BUZHASH.maxExp);
    offset += kernels.buzhashCut(rest, offset + rest.length === data.length, BUZHASH, table);
  }
}

/** Bytes per second; `ratio` turns bytes of input into bytes of the stage's own measure. */
function speedOf(pieces: readonly Uint8Array[], work: (piece: Uint8Array) => unknown, ratio = 1): number {
  for (const piece of pieces.slice(0, 2)) work(piece);
  let bytes = 0;
  const began = performance.now();
  let seconds = 0;
  do {
    for (const piece of pieces) {
      work(piece);
      bytes += piece.length;
      seconds = (performance.now() - began) / 1000;
      if (seconds > SECONDS_EACH) break;
    }
  } while (seconds < SECONDS_EACH);
  return bytes / ratio / seconds;
}

function sum(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((total, piece) => total + piece.length, 0);
}
