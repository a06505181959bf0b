import { extractArchive, startExtractPool } from "../archive/index.ts";
import type { ExtractArchiveOptions } from "../archive/index.ts";
import { loadArchive } from "../cache/index.ts";
import type { EngineContext } from "../context/index.ts";
import { withSession } from "./repository-target.ts";
import type { RepositoryTarget } from "./repository-target.ts";

export interface ExtractOptions extends RepositoryTarget, ExtractArchiveOptions {
  readonly archive: string;
}

/**
 * Restores items of an archive into a folder, or reads them without one; see `extractArchive`.
 *
 * @throws {ArchiveDoesNotExist}
 * @throws The errors of opening, see `openSession`.
 */
export async function extract(options: ExtractOptions, ctx: EngineContext): Promise<void> {
  const pool = startExtractPool(ctx.threads);
  try {
    await withSession(options, ctx, { exclusive: false, operations: ["read"] }, async (session) => {
      await extractArchive(session, await loadArchive(session, options.archive), pool, options);
    });
  } finally {
    await pool.close();
  }
}
