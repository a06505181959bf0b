import type { Region } from "../../threads/index.ts";
import { createSharedMemory, Pool, SharedHeap } from "../../threads/index.ts";
import type { PipelineJobs } from "./jobs.ts";
import { pipelineJobs } from "./jobs.ts";
import type { Setup } from "./setup.ts";

export type { Region };

/** Workers and memory of one pipeline. */
export interface PipelinePool {
  readonly pool: Pool<PipelineJobs>;
  /** What stages take in: file content when writing, log entries when reading. */
  readonly input: SharedHeap;
  /** What stages put out. A heap of its own, so that a full input can never keep output from draining. */
  readonly output: SharedHeap;
  /** For what must not wait for the other two; costs nothing until it is used. */
  readonly spare: SharedHeap;
  close(): Promise<void>;
}

/**
 * A pool of up to `threads` workers (0: jobs run inline) that have the key and settings; without `setup` they get them later,
 * by `pool.configure("setup", …)`.
 */
export function startPipelinePool(
  threads: number,
  setup: Setup | undefined,
  heaps: { readonly input: number; readonly output: number; readonly spare: number },
): PipelinePool {
  const shared = createSharedMemory(threads, heaps.input + heaps.output + heaps.spare);
  const input = new SharedHeap(shared.memory, shared.heapOffset, heaps.input);
  const output = new SharedHeap(shared.memory, shared.heapOffset + heaps.input, heaps.output);
  const spare = new SharedHeap(shared.memory, shared.heapOffset + heaps.input + heaps.output, heaps.spare);
  const workerUrl = new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js", import.meta.url);
  const pool = new Pool<PipelineJobs>({ threads, shared, jobs: pipelineJobs, workerUrl });
  if (setup !== undefined) pool.configure("setup", setup);
  return { pool, input, output, spare, close: () => pool.close() };
}
