import type { ActionContext } from "../action-context.ts";
import { ActionError } from "../action-error.ts";
import { commonOptions, flag } from "../borg-options.ts";
import { findLatestArchive } from "../latest-archive.ts";

/** Reads the latest archive to the end, as if to extract it. Without an archive there is nothing to do. */
export async function extractCheck(context: ActionContext): Promise<void> {
  const { configuration, repository, borg, log, verbosity } = context;
  const archive = await findLatestName(context);
  if (archive === undefined) return;
  log.info(`Reading archive ${archive} to the end`);
  const onTerminal = configuration.progress === true;
  await borg.run({
    command: ["extract"],
    options: [
      "--dry-run",
      ...flag("--progress", onTerminal),
      ...flag("--list", verbosity === "debug"),
      ...commonOptions(context, { umask: false, logJson: !onTerminal, extra: "extract" }),
    ],
    positionals: [`${repository.path}::${archive}`],
    output: onTerminal ? { kind: "terminal" } : { kind: "log", level: "info" },
  });
}

async function findLatestName(context: ActionContext): Promise<string | undefined> {
  try {
    return (await findLatestArchive(context)).name;
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    context.log.warning("Skipping extract check: there is no archive yet");
    return undefined;
  }
}
