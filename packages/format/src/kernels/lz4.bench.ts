import { createSharedKernelMemory, useKernelMemory } from "./index.ts";
import { measure, PIECE_SIZES, randomBytes, sourceText } from "./measure.bench.ts";

const MIB = 1024 * 1024;
const memory = createSharedKernelMemory(40 * MIB);
const kernels = useKernelMemory(memory, { offset: 0, size: 16 * MIB });

const inputs = { text: sourceText(4 * MIB), random: randomBytes(4 * MIB), zeros: new Uint8Array(4 * MIB) };

for (const size of PIECE_SIZES) {
  for (const [name, input] of Object.entries(inputs)) {
    const pieces = new Uint8Array(memory.buffer, 16 * MIB, input.length);
    pieces.set(input);
    const target = new Uint8Array(memory.buffer, 24 * MIB, size + size / 200 + 16);
    const plain = new Uint8Array(memory.buffer, 32 * MIB, size);
    let at = 0;
    let packed = 0;
    const piece = (): Uint8Array => pieces.subarray((at = (at + size) % input.length), at + size);
    measure(`compress ${name}`, size, () => (packed = kernels.lz4Compress(piece(), target)));
    const ratio = `ratio ${(packed / size).toFixed(3)}`;
    if (name === "random")
      measure("compress random, to be smaller", size, () => kernels.lz4Compress(piece(), target.subarray(0, size - 1)));
    const block = target.subarray(0, packed);
    measure(`decompress ${name}`, size, () => kernels.lz4Decompress(block, plain), ratio);
  }
}
