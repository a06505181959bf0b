import { fromBase64 } from "../bytes/index.ts";
import { wasmBase64 as plain } from "./generated/plain.ts";
import { wasmBase64 as shared } from "./generated/shared.ts";

/** The functions of assembly/index.ts. Addresses and sizes are unsigned 32-bit; all pointers must be sound. */
export interface KernelFunctions {
  buzhashScratchSize(window: number): number;
  buzhashScan(data: number, limit: number, window: number, mask: number, table: number, scratch: number): number;
  buzhashSlide(data: number, limit: number, window: number, mask: number, table: number): number;
  lz4ScratchSize(): number;
  lz4Compress(source: number, sourceSize: number, target: number, targetSize: number, table: number): number;
  lz4Decompress(source: number, sourceSize: number, target: number, targetSize: number): number;
  lzma2DecodeScratchSize(): number;
  lzma2Decode(source: number, sourceSize: number, target: number, targetSize: number, scratch: number): number;
  lzma2EncodeBound(size: number): number;
  lzma2EncodeScratchSize(size: number): number;
  lzma2Encode(source: number, sourceSize: number, target: number, level: number, scratch: number): number;
  blake2bStateSize(): number;
  blake2bInit(state: number): void;
  blake2bPreparedSize(): number;
  blake2bPrepare(state: number, data: number, count: number): void;
  blake2bUpdate(state: number, data: number, size: number): void;
  blake2bFinal(state: number): void;
  crc32TablesSize(): number;
  crc32Tables(tables: number): void;
  crc32(crc: number, data: number, size: number, tables: number): number;
  sha256ScratchSize(): number;
  sha256ConstantsOffset(): number;
  sha256Block(state: number, block: number, scratch: number): void;
  sha256Finish(state: number, before: number, data: number, size: number, scratch: number): void;
  xxh64StateSize(): number;
  xxh64Init(state: number): void;
  xxh64Update(state: number, data: number, size: number): void;
  xxh64Digest(state: number, target: number): void;
  isZero(data: number, size: number): number;
  copy(target: number, source: number, size: number): void;
}

let plainModule: WebAssembly.Module | undefined;
let sharedModule: WebAssembly.Module | undefined;

/** The kernels over `memory`, which must declare a maximum; each thread instantiates its own over one shared memory. */
export function instantiateKernels(memory: WebAssembly.Memory): KernelFunctions {
  const module = isShared(memory)
    ? (sharedModule ??= new WebAssembly.Module(fromBase64(shared)))
    : (plainModule ??= new WebAssembly.Module(fromBase64(plain)));
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as KernelFunctions;
}

function isShared(memory: WebAssembly.Memory): boolean {
  return typeof SharedArrayBuffer !== "undefined" && memory.buffer instanceof SharedArrayBuffer;
}
