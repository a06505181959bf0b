import type { EngineContext } from "../context/index.ts";
import { MANIFEST_ID } from "@coffer/format/segment";
import { withRepository } from "./repository-target.ts";
import type { RepositoryTarget } from "./repository-target.ts";

export interface CompactOptions extends RepositoryTarget {
  /** Percent of a segment that must be freeable for it to be rewritten; default 10. */
  readonly threshold?: number;
  /** Also rewrite segments of Borg before 1.0.9 with their many COMMITs. */
  readonly cleanupCommits?: boolean;
  /** Open and lock, but change nothing. */
  readonly dryRun?: boolean;
}

/**
 * Frees the space of deleted objects by rewriting sparse segments. Needs no key. The repository reports what was freed.
 * @throws {ObjectNotFound} If the repository has no manifest; nothing was changed.
 */
export async function compact(options: CompactOptions, ctx: EngineContext): Promise<void> {
  await withRepository(options, ctx, { exclusive: true }, async (repository) => {
    if (options.dryRun === true) return;
    // Only a transaction that changes something is committed, and with it the log compacted.
    await repository.put(MANIFEST_ID, await repository.get(MANIFEST_ID));
    await repository.commit({
      compact: true,
      threshold: (options.threshold ?? 10) / 100,
      cleanupCommits: options.cleanupCommits ?? false,
    });
  });
}
