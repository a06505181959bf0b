/**
 * The kernels' source, in AssemblyScript: TypeScript's syntax, WebAssembly's types and instructions.
 *
 * All functions are pure over memory: pointers in, bytes or a number out, nothing kept between calls but what lies in the scratch
 * or state that the caller names. So any number of threads may run them over one memory. No function checks its pointers.
 *
 * Built by scripts/build-kernels.ts into ../generated.
 *
 * @module
 */
export {
  blake2bFinal,
  blake2bInit,
  blake2bPrepare,
  blake2bPreparedSize,
  blake2bStateSize,
  blake2bUpdate,
} from "./blake2b";
export { buzhashScan, buzhashScratchSize, buzhashSlide } from "./buzhash";
export { copy } from "./copy";
export { crc32, crc32Tables, crc32TablesSize } from "./crc32";
export { lz4Compress, lz4Decompress, lz4ScratchSize } from "./lz4";
export { lzma2Decode, lzma2DecodeScratchSize } from "./lzma2-decode";
export { lzma2Encode, lzma2EncodeBound, lzma2EncodeScratchSize } from "./lzma2-encode";
export { sha256Block, sha256ConstantsOffset, sha256Finish, sha256ScratchSize } from "./sha256";
export { xxh64Digest, xxh64Init, xxh64StateSize, xxh64Update } from "./xxh64";
export { isZero } from "./zero";
