/**
 * A pool of worker threads over one shared memory.
 *
 * The *main thread* owns all state; a *job* is a pure function of its message and of the bytes it is pointed to. Bytes
 * travel between threads as *regions* of a {@link SharedHeap}, never as messages. With `threads: 0` the same jobs run
 * inline, which makes that form the oracle for every other.
 *
 * Stands on format (kernels). Knows nothing of files, repositories and archives: the jobs are handed in.
 *
 * @module
 */
export * from "./copy-bytes.ts";
export { collectOldGarbage, collectYoungGarbage, GarbageLimit } from "./garbage.ts";
export * from "./job.ts";
export * from "./ordered-queue.ts";
export * from "./pool.ts";
export * from "./region-hold.ts";
export * from "./serve-jobs.ts";
export * from "./shared-heap.ts";
export * from "./shared-memory.ts";
