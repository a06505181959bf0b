import { createSharedKernelMemory, useKernelMemory } from "./index.ts";
import { measure, randomBytes } from "./measure.bench.ts";

const MIB = 1024 * 1024;
const memory = createSharedKernelMemory(32 * MIB);
const kernels = useKernelMemory(memory, { offset: 0, size: 16 * MIB });
const data = new Uint8Array(memory.buffer, 16 * MIB, 8 * MIB);
data.set(randomBytes(data.length));
const table = new Uint32Array(randomBytes(1024).buffer);

function cut(data: Uint8Array, minExp: number, maskBits: number, windowSize: number): number {
  return kernels.buzhashCut(data, true, { minExp, maxExp: 23, maskBits, windowSize }, table);
}

// A mask that is never hit within 8 MiB: the scan alone.
for (const window of [63, 1023, 4095, 8191])
  measure(`scan, window ${window}`, data.length - 64, () => cut(data, 6, 31, window));
measure("slide, window 9001", data.length - 64, () => cut(data, 6, 31, 9001));

/** Whole files as the create pipeline cuts them: the first 2^min bytes of each chunk need no hashing. */
function cutAll(data: Uint8Array, minExp: number, maskBits: number): void {
  for (let at = 0; at < data.length;) at += cut(data.subarray(at), minExp, maskBits, 4095);
}
measure("cut, 19,23,21,4095", data.length, () => cutAll(data, 19, 21));
measure("cut, 15,19,17,4095", data.length, () => cutAll(data, 15, 17));
measure("cut, foreign view", data.length, () => cutAll(data.slice(), 19, 21));
