import { missingCapabilities, probeStore } from "../bucket/index.ts";
import type { Capability } from "../bucket/index.ts";
import type { EngineContext } from "../context/index.ts";
import { storeAt } from "./store-place.ts";
import type { BucketPlace } from "./store-place.ts";

export interface StorageProbeOptions {
  /** Need not hold a repository. */
  readonly place: BucketPlace;
}

export interface StorageProbeResult {
  readonly capabilities: readonly Capability[];
  /** Whether repositories are safe there: from any host, from one host alone, not at all. */
  readonly safety: "any-host" | "one-host" | "none";
}

/**
 * Finds out what an object store can do. It is written to, below `ctl/probe/`, and cleaned up.
 * @throws {ObjectStoreError} If it cannot be used at all.
 */
export async function storageProbe(options: StorageProbeOptions, ctx: EngineContext): Promise<StorageProbeResult> {
  const store = storeAt(options.place, ctx);
  try {
    const capabilities = await probeStore(store, ctx);
    const isUnsafe = missingCapabilities(capabilities, "needed") !== undefined;
    const isOfOne = missingCapabilities(capabilities, "condition") !== undefined;
    return { capabilities, safety: isUnsafe ? "none" : isOfOne ? "one-host" : "any-host" };
  } finally {
    store.close();
  }
}
