import { missingCapabilities, probeStore } from "../bucket/index.ts";
import type { Capability } from "../bucket/index.ts";
import type { EngineContext } from "../context/index.ts";
import { storeAt } from "./repository-place.ts";
import type { BucketPlace } from "./repository-place.ts";

export interface StorageProbeOptions {
  /** Need not hold a repository. */
  readonly place: BucketPlace;
}

export interface StorageProbeResult {
  readonly capabilities: readonly Capability[];
  /** Whether repositories are safe there. */
  readonly isSafe: boolean;
}

/**
 * Finds out what an object store can do. It is written to, below `ctl/probe/`, and cleaned up.
 * @throws {ObjectStoreError} If it cannot be used at all.
 */
export async function storageProbe(options: StorageProbeOptions, ctx: EngineContext): Promise<StorageProbeResult> {
  const capabilities = await probeStore(storeAt(options.place, ctx), ctx);
  return { capabilities, isSafe: missingCapabilities(capabilities) === undefined };
}
