import type { PipelinePool } from "../jobs/index.ts";
import { startPipelinePool } from "../jobs/index.ts";
import { CHECK_INPUT_BYTES, CHECK_OUTPUT_BYTES } from "./limits.ts";

/** Workers for a check; they start when there is something to do, and get the key when it is known. */
export function startCheckWorkers(threads: number): PipelinePool {
  return startPipelinePool(threads, undefined, { input: CHECK_INPUT_BYTES, output: CHECK_OUTPUT_BYTES, spare: 0 });
}
