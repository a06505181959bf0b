import { toHex } from "@coffer/format/bytes";
import { CancelledByUser, NoManifestError } from "@coffer/format/errors";
import { destroyCache } from "../cache/index.ts";
import type { EngineContext } from "../context/index.ts";
import type { Repository } from "../repository/index.ts";
import { cacheFolder, openSession, SecurityManager } from "../session/index.ts";
import { selectArchives } from "./archive-selection.ts";
import type { ArchiveEntry } from "./archive-selection.ts";
import { withRepository } from "./repository-target.ts";
import type { RepositoryTarget } from "./repository-target.ts";

const DASHES = "-".repeat(78);

export interface DeleteRepositoryOptions extends RepositoryTarget {
  /** Say what would be done. Asks all the same. */
  readonly dryRun?: boolean;
  /** Delete the cache and nothing else. */
  readonly cacheOnly?: boolean;
  /** More than 0: do not ask. */
  readonly force?: number;
  /** Keep what this client knows of the repository. */
  readonly keepSecurityInfo?: boolean;
  /** Name all archives in the question, each in a line made by this. */
  readonly describeArchive?: ((archive: ArchiveEntry) => string) | undefined;
}

/**
 * Deletes a whole repository with all that this client keeps of it, or its cache alone. Cannot be undone.
 *
 * @throws {CancelledByUser} If the user does not say YES; nothing was changed.
 * @throws The errors of opening a session, where the user has to be shown what would be lost.
 */
export function deleteRepository(options: DeleteRepositoryOptions, ctx: EngineContext): Promise<void> {
  const say = (message: string): void => ctx.reporter.log({ level: "info", message, name: "borg.archiver" });
  return withRepository(options, ctx, { exclusive: true }, async (repository) => {
    const dryRun = options.dryRun ?? false;
    if (options.cacheOnly !== true) {
      if ((options.force ?? 0) === 0) await confirm(repository, ctx, options.describeArchive);
      if (dryRun) {
        say("Would delete repository.");
        say(`Would ${options.keepSecurityInfo === true ? "keep" : "delete"} security info.`);
      } else {
        await repository.destroy();
        say("Repository deleted.");
        if (options.keepSecurityInfo !== true) await new SecurityManager(repository, ctx).destroy();
      }
    }
    if (!dryRun) await destroyCache(cacheFolder(ctx, repository.id));
    say(dryRun ? "Would delete cache." : "Cache deleted.");
  });
}

async function confirm(
  repository: Repository,
  ctx: EngineContext,
  describe: ((archive: ArchiveEntry) => string) | undefined,
): Promise<void> {
  const archives = await listArchives(repository, ctx);
  const lines = [
    archives === undefined
      ? "You requested to completely DELETE the following repository *including* all archives it may contain:"
      : `You requested to completely DELETE the following repository *including* ${archives.length} archives it contains:`,
    DASHES,
    `Repository ID: ${toHex(repository.id)}`,
    `Location: ${repository.location}`,
    ...(describe === undefined ? [] : ["", "Archives:", ...describeAll(archives, describe)]),
    DASHES,
    "Type 'YES' if you understand this and want to continue: ",
  ];
  const answer = await ctx.ask({
    message: lines.join("\n"),
    falseMessage: "Aborting.",
    invalidMessage: "Invalid answer, aborting.",
    truish: ["YES"],
    retry: false,
    environmentName: "BORG_DELETE_I_KNOW_WHAT_I_AM_DOING",
    msgid: "BORG_DELETE_I_KNOW_WHAT_I_AM_DOING",
  });
  if (!answer) throw new CancelledByUser();
}

/** Archives by time, or `undefined` if there is no manifest. */
async function listArchives(repository: Repository, ctx: EngineContext): Promise<ArchiveEntry[] | undefined> {
  try {
    const { manifest } = await openSession(repository, ctx, { operations: [], secure: false });
    return selectArchives(manifest, { sortBy: ["ts"] });
  } catch (error) {
    if (error instanceof NoManifestError) return undefined;
    throw error;
  }
}

function describeAll(archives: ArchiveEntry[] | undefined, describe: (archive: ArchiveEntry) => string): string[] {
  if (archives === undefined) {
    return ["This repository seems to have no manifest, so we can't tell anything about its contents."];
  }
  return archives.length === 0 ? ["This repository seems to not have any archives."] : archives.map(describe);
}
