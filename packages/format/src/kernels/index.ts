/**
 * The hot loops, as WebAssembly written in AssemblyScript (folder assembly, built by scripts/build-kernels.ts).
 *
 * - *kernel memory*: the WebAssembly memory that the kernels work over. Views of it are used in place.
 * - *foreign view*: any other; it is staged, that is copied into kernel memory and back.
 * - *scratch*: one thread's part of the memory, for tables and staging.
 *
 * Each kernel has a readable twin in its test. Stands on bytes; a checksum of the platform stands behind `#checksums`.
 *
 * @module
 */
export { createSharedKernelMemory, createXxh64, getKernels, useKernelMemory } from "./instance.ts";
export {
  type Blake2bPrefix,
  type BuzhashParams,
  type HmacStates,
  type Kernels,
  VIEW_SIZE_MAX,
  type Xxh64,
} from "./kernels.ts";
export { lzma2Compress, lzma2DecompressInto } from "./lzma2.ts";
export { lz4Bound } from "./wasm-kernels.ts";
