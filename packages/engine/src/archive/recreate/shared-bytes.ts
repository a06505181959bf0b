import type { Hold } from "../../threads/index.ts";
import { RegionHold } from "../../threads/index.ts";
import type { ContentOrigin } from "../contents/index.ts";
import type { PipelinePool } from "../jobs/index.ts";

/** Bytes that workers can see. `hold` is retained for the caller, who releases it. */
export interface SharedBytes {
  readonly address: number;
  readonly size: number;
  readonly hold: Hold;
}

/** Where fetched bytes lie; those of chunks that are larger than their item says are brought into shared memory. */
export async function shareBytes(pool: PipelinePool, bytes: Uint8Array, origin: ContentOrigin): Promise<SharedBytes> {
  const { input } = pool;
  if (bytes.buffer === input.memory.buffer) {
    origin.batch.retain();
    return { address: bytes.byteOffset, size: bytes.length, hold: origin.batch };
  }
  const region = await input.allocate(bytes.length);
  input.view(region.offset, bytes.length).set(bytes);
  const hold = new RegionHold(region, (freed) => input.free(freed));
  return { address: region.offset, size: bytes.length, hold };
}
