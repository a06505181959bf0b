import type { Kernels, Xxh64 } from "./kernels.ts";
import { VIEW_SIZE_MAX } from "./kernels.ts";
import { WasmKernels } from "./wasm-kernels.ts";

const PAGE_SIZE = 65536;

let current: WasmKernels | undefined;

/** This thread's kernels: over the memory that it has adopted, else over memory of its own, made at the first call. */
export function getKernels(): Kernels {
  return (current ??= ownKernels());
}

/**
 * Adopts `memory`, as a worker of a pool does: from now on {@link getKernels} works over it, and views of `memory.buffer`, taken in
 * this thread, are used in place.
 *
 * `scratch` is the part that belongs to this thread: about 100 KiB for tables, the rest for staging foreign views (twice the size of the
 * largest). Nobody else may touch it.
 *
 * @throws {RangeError} Later, from a kernel, if a foreign view is too large for the scratch.
 */
export function useKernelMemory(memory: WebAssembly.Memory, scratch: { offset: number; size: number }): Kernels {
  current = new WasmKernels(memory, scratch);
  return current;
}

/** Memory for {@link useKernelMemory} in several threads: `size` bytes of address space, of which the system backs what is used. */
export function createSharedKernelMemory(size: number): WebAssembly.Memory {
  const pages = Math.ceil(size / PAGE_SIZE);
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
}

/** A new XXH64 (seed 0). Any number may be open at a time. */
export function createXxh64(): Xxh64 {
  return (current ??= ownKernels()).createXxh64();
}

function ownKernels(): WasmKernels {
  return new WasmKernels(new WebAssembly.Memory({ initial: 4, maximum: (2 * VIEW_SIZE_MAX) / PAGE_SIZE }));
}
