import assert from "node:assert/strict";
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
  /** Those of the first lane: all that there is where a pipeline works for one repository. */
  readonly output: SharedHeap;
  readonly spare: SharedHeap;
  readonly lanes: readonly LaneHeaps[];
  close(): Promise<void>;
}

/** Memory of what is done for one repository; no other waits for it. */
export interface LaneHeaps {
  /** What stages put out. A heap of its own, so that a full input can never keep output from draining. */
  readonly output: SharedHeap;
  /** For what must not wait for the other two; costs nothing until it is used. */
  readonly spare: SharedHeap;
}

/** Sizes of heaps, bytes. */
export interface HeapSizes {
  readonly input: number;
  /** For each lane. */
  readonly output: number;
  /** For each lane. */
  readonly spare: number;
}

/**
 * A pool of up to `threads` workers (0: jobs run inline) that have the key and settings; without `setup` they get them later,
 * by `pool.configure("setup", …)`.
 */
export function startPipelinePool(
  threads: number,
  setup: Setup | undefined,
  heaps: HeapSizes,
  laneCount: number = 1,
): PipelinePool {
  const laneBytes = heaps.output + heaps.spare;
  const shared = createSharedMemory(threads, heaps.input + laneCount * laneBytes);
  const heapAt = (offset: number, size: number): SharedHeap =>
    new SharedHeap(shared.memory, shared.heapOffset + offset, size);
  const lanes = Array.from({ length: laneCount }, (_, lane) => {
    const offset = heaps.input + lane * laneBytes;
    return { output: heapAt(offset, heaps.output), spare: heapAt(offset + heaps.output, heaps.spare) };
  });
  const [first] = lanes;
  assert(first !== undefined, "a pipeline works for somebody");
  const workerUrl = new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js", import.meta.url);
  const pool = new Pool<PipelineJobs>({ threads, shared, jobs: pipelineJobs, workerUrl });
  if (setup !== undefined) pool.configure("setup", [setup]);
  return { pool, input: heapAt(0, heaps.input), ...first, lanes, close: () => pool.close() };
}
