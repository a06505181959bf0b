import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { createSharedKernelMemory, createXxh64, useKernelMemory } from "./index.ts";
import { measure, PIECE_SIZES, randomBytes } from "./measure.bench.ts";
import { instantiateKernels } from "./module.ts";

const MIB = 1024 * 1024;
const memory = createSharedKernelMemory(8 * MIB);
const kernels = useKernelMemory(memory, { offset: 0, size: 2 * MIB });
const data = new Uint8Array(memory.buffer, 4 * MIB, 2 * MIB);
data.set(randomBytes(data.length));
const secret = randomBytes(128);
const crcMemory = new WebAssembly.Memory({ initial: 64, maximum: 64 });
const functions = instantiateKernels(crcMemory);
functions.crc32Tables(0);

for (const size of PIECE_SIZES) {
  const piece = data.subarray(0, size);
  const foreign = piece.slice();
  const zeros = new Uint8Array(memory.buffer, 6 * MIB, size);
  measure("blake2b256, keyed", size, () => kernels.blake2b256([secret, piece]));
  measure("blake2b256, foreign view", size, () => kernels.blake2b256([secret, foreign]));
  measure("blake2b512 of OpenSSL", size, () => createHash("blake2b512").update(secret).update(foreign).digest());
  measure("sha256 of OpenSSL", size, () => createHash("sha256").update(foreign).digest());
  measure("crc32", size, () => kernels.crc32(piece));
  measure("crc32 of node:zlib", size, () => crc32(foreign));
  measure("crc32, the kernel alone", size, () => functions.crc32(0, MIB, size, 0));
  measure("xxh64", size, () => createXxh64().update(piece).hexdigest());
  measure("xxh64, foreign view", size, () => createXxh64().update(foreign).hexdigest());
  measure("isZero", size, () => kernels.isZero(zeros));
}
