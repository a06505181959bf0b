import { CancelledByUser, CommandError } from "@coffer/format/errors";
import { checkArchives, segmentVerifier, startCheckWorkers } from "../archive/index.ts";
import type { EngineContext } from "../context/index.ts";
import type { Repository } from "../repository/index.ts";
import { selectArchives } from "./archive-selection.ts";
import type { ArchiveSelection } from "./archive-selection.ts";
import { withRepository } from "./repository-target.ts";
import type { RepositoryTarget } from "./repository-target.ts";

export interface CheckOptions extends RepositoryTarget {
  /** Check the archive of this name only. */
  readonly archive?: string | undefined;
  /** Check these archives only. The default order is that of time. */
  readonly archives?: Omit<ArchiveSelection, "considerCheckpoints"> | undefined;
  /** Only archives whose names begin so; wins over the selection's `glob`. */
  readonly prefix?: string | undefined;
  /** Leave out the archives. */
  readonly repositoryOnly?: boolean | undefined;
  /** Leave out log and index. */
  readonly archivesOnly?: boolean | undefined;
  /** Read, decrypt and verify every object. */
  readonly verifyData?: boolean | undefined;
  /** Mend what can be mended. */
  readonly repair?: boolean | undefined;
  /** Seconds for the check of the log, which goes on there the next time; 0: unlimited. Only with `repositoryOnly`. */
  readonly maxDurationSeconds?: number | undefined;
}

type CheckWorkers = ReturnType<typeof startCheckWorkers>;

export interface CheckResult {
  /** All that was looked at is sound, or was mended. If not, the reporter was told what is wrong. */
  readonly isSound: boolean;
}

/**
 * Verifies a repository: its log and index first; if these are sound, its archives.
 *
 * Without `repair` nothing is changed (but for the mark of a check that `maxDurationSeconds` ended early). With it, what was
 * mended is durable on return.
 *
 * @throws {CommandError} If options contradict each other.
 * @throws {CancelledByUser} If the user does not allow the repair.
 * @throws {IntegrityError} If damage keeps the check itself from going on.
 * @throws The errors of opening a repository and of unlocking its key.
 */
export function check(options: CheckOptions, ctx: EngineContext): Promise<CheckResult> {
  const access = { exclusive: true, tightIndex: options.repair !== true };
  return withRepository(options, ctx, access, async (repository) => {
    if (options.repair === true) await askForRepair(ctx);
    refuseContradictions(options);
    const workers = startCheckWorkers(ctx.threads);
    try {
      return { isSound: await checkParts(repository, ctx, workers, options) };
    } finally {
      await workers.close();
    }
  });
}

async function checkParts(
  repository: Repository,
  ctx: EngineContext,
  workers: CheckWorkers,
  options: CheckOptions,
): Promise<boolean> {
  const { repair = false, maxDurationSeconds = 0, archives = {}, prefix } = options;
  if (options.archivesOnly !== true) {
    const verifier = segmentVerifier(workers);
    if (!(await repository.check({ repair, maxDurationSeconds, verifier }))) return false;
  }
  if (options.repositoryOnly === true) return true;
  const { first, last, sortBy = ["ts"] } = archives;
  const glob = prefix === undefined ? archives.glob : `${prefix}*`;
  return checkArchives(repository, ctx, workers, {
    archive: options.archive,
    first,
    last,
    glob,
    select: (manifest) => selectArchives(manifest, { glob, sortBy, first, last }).map(({ name }) => name),
    verifyData: options.verifyData,
    isLogVerified: options.archivesOnly !== true,
    repair,
  });
}

const REPAIR_WARNING = `This is a potentially dangerous function.
check --repair might lead to data loss (for kinds of corruption it is not
capable of dealing with). BE VERY CAREFUL!

Type 'YES' if you understand this and want to continue: `;

async function askForRepair(ctx: EngineContext): Promise<void> {
  const isAllowed = await ctx.ask({
    message: REPAIR_WARNING,
    falseMessage: "Aborting.",
    invalidMessage: "Invalid answer, aborting.",
    truish: ["YES"],
    retry: false,
    environmentName: "BORG_CHECK_I_KNOW_WHAT_I_AM_DOING",
  });
  if (!isAllowed) throw new CancelledByUser();
}

function refuseContradictions(options: CheckOptions): void {
  const { archives = {}, prefix } = options;
  const hasFilter =
    (archives.first ?? 0) > 0 || (archives.last ?? 0) > 0 || prefix !== undefined || (archives.glob ?? "") !== "";
  if (options.repositoryOnly === true && (options.verifyData === true || hasFilter)) {
    throw new CommandError(
      "--repository-only contradicts --first, --last, --glob-archives, --prefix and --verify-data arguments.",
    );
  }
  if ((options.maxDurationSeconds ?? 0) === 0) return;
  if (options.repair === true) throw new CommandError("--repair does not allow --max-duration argument.");
  if (options.repositoryOnly !== true) {
    throw new CommandError("--repository-only is required for --max-duration support.");
  }
}
