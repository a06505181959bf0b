import { verifyFiles as verifyFilesOf } from "../archive/index.ts";
import type { Mismatch, VerifiedFiles, VerifyFilesRules } from "../archive/index.ts";
import { loadArchive } from "../cache/index.ts";
import type { EngineContext } from "../context/index.ts";
import { withSession } from "./repository-target.ts";
import type { RepositoryTarget } from "./repository-target.ts";

export interface VerifyFilesOptions extends RepositoryTarget, VerifyFilesRules {
  readonly archive: string;
}

/**
 * Holds restored files, and sources that have not changed, against an archive; see `verifyFiles` of the archive layer.
 *
 * @param visit Called for each mismatch.
 * @throws {ArchiveDoesNotExist}
 * @throws The errors of opening, see `openSession`; of reading, see `readItems`.
 */
export function verifyFiles(
  options: VerifyFilesOptions,
  ctx: EngineContext,
  visit: (mismatch: Mismatch) => void,
): Promise<VerifiedFiles> {
  return withSession(options, ctx, { exclusive: false, operations: ["read"] }, async (session) =>
    verifyFilesOf(session, await loadArchive(session, options.archive), options, visit),
  );
}
