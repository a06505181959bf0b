import { BorgFailed } from "../borg/index.ts";
import type { ActionContext } from "./action-context.ts";
import { ActionError } from "./action-error.ts";
import type { RepoCreateFlags } from "./action-flags.ts";
import { commonOptions, extraOptions, flag, option } from "./borg-options.ts";
import { type RepositoryInfo, findRepository } from "./repo-info.ts";

/** Exit codes by which Borg says that there is no repository: old ones, `DoesNotExist`, `InvalidRepository`. */
const NOT_FOUND_CODES: readonly number[] = [2, 13, 15];

/**
 * Makes the repository, unless it exists with the same encryption.
 *
 * @throws {ActionError} If it exists with another one, or what is asked for needs Borg 2.
 */
export async function createRepository(context: ActionContext, flags: RepoCreateFlags): Promise<void> {
  const { repository, borg, log, dryRun } = context;
  const encryption = flags.encryption ?? repository.encryption;
  if (!encryption) {
    throw new ActionError(
      "repo-create needs to know the encryption: --encryption, or the repository's option of that name",
    );
  }
  if (flags.sourceRepository !== undefined || flags.copyCryptKey === true) {
    throw new ActionError("--source-repository and --copy-crypt-key belong to Borg 2: Borg 1 cannot reuse a key");
  }
  log.info("Creating repository");
  const existing = await findExisting(context);
  if (existing !== undefined) {
    const { mode } = existing.encryption;
    if (mode !== encryption) {
      throw new ActionError(`${repository.path} exists with the encryption ${mode}, not ${encryption}`);
    }
    log.info("The repository exists already; nothing to do");
    return;
  }
  if (dryRun) {
    log.info("Skipping the creation of the repository (dry run)");
    return;
  }
  await borg.run({
    command: ["init"],
    options: [
      ...["--encryption", encryption],
      ...flag("--append-only", flags.appendOnly ?? repository.append_only),
      ...option("--storage-quota", flags.storageQuota ?? repository.storage_quota),
      ...flag("--make-parent-dirs", flags.makeParentDirs ?? repository.make_parent_directories),
      ...initOptions(context),
    ],
    positionals: [repository.path],
    // Borg may ask for a passphrase
    output: { kind: "terminal" },
  });
}

function initOptions(context: ActionContext): readonly string[] {
  // `init` is the old name of the entry
  return [
    ...commonOptions(context, { logJson: false, extra: "repo_create" }),
    ...extraOptions(context.configuration, "init"),
  ];
}

async function findExisting(context: ActionContext): Promise<RepositoryInfo | undefined> {
  try {
    return await findRepository(context, ["Repository.DoesNotExist"]);
  } catch (error) {
    if (error instanceof BorgFailed && NOT_FOUND_CODES.includes(error.exitCode)) return undefined;
    throw error;
  }
}
