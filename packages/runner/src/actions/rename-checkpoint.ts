import type { ActionContext } from "./action-context.ts";
import { ActionError } from "./action-error.ts";
import { commonOptions } from "./borg-options.ts";
import { CHECKPOINT_SUFFIX } from "./create-options.ts";
import { findLatestArchive } from "./latest-archive.ts";

/**
 * Gives the archive that was just made its name without the suffix of checkpoints.
 *
 * @returns Its name now.
 * @throws {ActionError} If the youngest archive is not that one; nothing has been renamed.
 */
export async function renameCheckpoint(context: ActionContext): Promise<string> {
  const { repository, borg, log } = context;
  const { name } = await findLatestArchive(context, { checkpoints: true });
  if (!name.endsWith(CHECKPOINT_SUFFIX)) {
    throw new ActionError(
      `The latest archive is ${name}, not the one that was just made; its dumps stay in a checkpoint`,
    );
  }
  const target = name.slice(0, -CHECKPOINT_SUFFIX.length);
  log.info(`Renaming archive ${name} to ${target}`);
  await borg.run({
    command: ["rename"],
    options: commonOptions(context, { extra: "rename" }),
    positionals: [`${repository.path}::${name}`, target],
    output: { kind: "log", level: "info" },
  });
  return target;
}
