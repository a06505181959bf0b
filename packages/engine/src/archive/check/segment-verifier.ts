import { statSync } from "node:fs";
import type { SegmentVerifier } from "../../repository/index.ts";
import type { PipelinePool } from "../jobs/index.ts";
import { SEGMENT_BYTES_MIN } from "./limits.ts";

/** Has large segments verified on the workers of `workers`; small ones are not worth the way there. */
export function segmentVerifier({ pool }: PipelinePool): SegmentVerifier | undefined {
  if (pool.threads === 0) return undefined;
  return {
    ahead: pool.threads,
    async verify(path, segment) {
      const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
      return size < SEGMENT_BYTES_MIN ? undefined : pool.run("verifySegmentFile", { path, segment });
    },
  };
}
