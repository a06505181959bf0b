import type { KernelFunctions } from "./module.ts";

/** Windows up to this use the fast scan, whose scratch is proportional to the window; larger ones slide a hash. */
export const SCAN_WINDOW_MAX = 8192;

/** Foreign bytes pass through the staging area in slices of this size where a kernel can take them so. */
export const SLICE_SIZE: number = 64 * 1024;

/** Addresses of what the kernels need beside their arguments, all in one thread's part of the memory. */
export interface ScratchLayout {
  readonly blake2b: number;
  readonly xxh64: number;
  /** 8 bytes. */
  readonly digest: number;
  readonly sha256: number;
  /** 32 bytes. */
  readonly sha256State: number;
  readonly buzhashTable: number;
  readonly crc32Tables: number;
  /** LZ4's table or the scan's sums: neither outlives a call. */
  readonly work: number;
  /** Begin of the rest, into which foreign views are copied. */
  readonly staging: number;
}

const BUZHASH_TABLE_SIZE = 256 * 4;

export function layOutScratch(kernels: KernelFunctions, offset: number): ScratchLayout {
  let at = alignUp(offset);
  const take = (size: number): number => {
    const address = at;
    at = alignUp(at + size);
    return address;
  };
  return {
    blake2b: take(kernels.blake2bStateSize()),
    xxh64: take(kernels.xxh64StateSize()),
    digest: take(8),
    sha256: take(kernels.sha256ScratchSize()),
    sha256State: take(32),
    buzhashTable: take(BUZHASH_TABLE_SIZE),
    crc32Tables: take(kernels.crc32TablesSize()),
    work: take(Math.max(kernels.lz4ScratchSize(), kernels.buzhashScratchSize(SCAN_WINDOW_MAX))),
    staging: at,
  };
}

/** To a cache line, so that threads never write to one line. */
export function alignUp(address: number): number {
  return Math.ceil(address / 64) * 64;
}
