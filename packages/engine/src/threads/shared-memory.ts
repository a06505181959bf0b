import { createSharedKernelMemory } from "@coffer/format/kernels";

const PAGE_BYTES = 65_536;

/** Address space for one thread's tables and staging; only what is touched costs memory. */
export const SCRATCH_BYTES: number = 64 * 1024 * 1024;

/** Shared memory of a pool: scratch of thread 0 (main), of each worker, then the heaps. */
export interface SharedMemory {
  readonly memory: WebAssembly.Memory;
  /** Scratch of a thread; 0 is the main thread. */
  scratch(thread: number): { offset: number; size: number };
  /** First byte after all scratch areas, and count of bytes from there. */
  readonly heapOffset: number;
  readonly heapSize: number;
}

/** Reserves address space for `threads` workers and `heapBytes` of regions. Nothing is touched yet. */
export function createSharedMemory(threads: number, heapBytes: number): SharedMemory {
  const heapOffset = (threads + 1) * SCRATCH_BYTES;
  const size = Math.ceil((heapOffset + heapBytes) / PAGE_BYTES) * PAGE_BYTES;
  const memory = createSharedKernelMemory(size);
  return {
    memory,
    scratch: (thread) => ({ offset: thread * SCRATCH_BYTES, size: SCRATCH_BYTES }),
    heapOffset,
    heapSize: size - heapOffset,
  };
}
