import { getKernels, lz4Bound } from "@coffer/format/kernels";
import type { FuzzTarget } from "./fuzz-target.ts";

const SIZE_MAX = 100_000;
const GUARD = 64;

function compress(data: Uint8Array): Uint8Array {
  const target = new Uint8Array(lz4Bound(data.length));
  return target.slice(0, getKernels().lz4Compress(data, target));
}

/** Any bytes as a block, and as data to be compressed; targets are guarded on the far side. */
export const target: FuzzTarget = {
  name: "lz4",
  seeds: () => [
    compress(new Uint8Array(3000)),
    compress(Uint8Array.from({ length: 3000 }, (_, n) => (n * n) >> 5)),
    compress(Buffer.from("a sentence, a sentence, and another sentence, again and again. ".repeat(20))),
  ],
  run(input) {
    for (const room of [0, 1, input.length, SIZE_MAX]) {
      const guarded = new Uint8Array(room + GUARD).fill(0xa5);
      const size = getKernels().lz4Decompress(input, guarded.subarray(0, room));
      if (size < -1 || size > room) throw new Error(`lz4Decompress() says ${size} of ${room}`);
      if (guarded.subarray(room).some((byte) => byte !== 0xa5))
        throw new Error("lz4Decompress() wrote past its target");
      const whole = getKernels().lz4DecompressUpTo(input, room);
      if ((whole?.length ?? -1) !== size) throw new Error("lz4DecompressUpTo() disagrees");
    }
    const block = compress(input);
    const again = new Uint8Array(input.length);
    if (getKernels().lz4Decompress(block, again) !== input.length || Buffer.compare(again, input) !== 0) {
      throw new Error("what was compressed does not come back");
    }
  },
};
