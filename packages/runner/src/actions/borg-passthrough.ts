import type { ActionContext } from "./action-context.ts";
import { ActionError } from "./action-error.ts";
import type { BorgFlags } from "./action-flags.ts";
import { option, verbosityOptions } from "./borg-options.ts";
import { resolveArchive } from "./latest-archive.ts";

/** Commands of Borg whose second word belongs to them. */
const TWO_WORD_COMMANDS: readonly string[] = ["key", "debug"];

/**
 * Runs any command of Borg on the repository, which it finds in BORG_REPO; the archive is in ARCHIVE.
 *
 * @throws {ActionError} In a dry run: nobody knows what the command does.
 */
export async function runBorg(context: ActionContext, flags: BorgFlags): Promise<void> {
  const { configuration, repository, borg, log, dryRun, verbosity } = context;
  if (dryRun) throw new ActionError("borg cannot be run dry: give --dry-run to the command of Borg instead");
  const archive = await resolveArchive(context, flags.archive);
  const [first = ""] = flags.words;
  const length = TWO_WORD_COMMANDS.includes(first) ? 2 : 1;
  log.info("Running a command of Borg");
  await borg.run({
    command: flags.words.slice(0, length),
    options: [
      ...verbosityOptions(verbosity),
      ...option("--remote-path", configuration.remote_path),
      ...option("--lock-wait", configuration.lock_wait),
    ],
    // words of the user, options among them
    positionals: flags.words.slice(length),
    output: { kind: "terminal" },
    env: { BORG_REPO: repository.path, ARCHIVE: archive ?? "" },
  });
}
