import type { ActionContext } from "./action-context.ts";
import type { MountFlags, UmountFlags } from "./action-flags.ts";
import { commonOptions, extraOptions, flag, option, verbosityOptions } from "./borg-options.ts";
import { resolveArchive } from "./latest-archive.ts";

/** Mounts an archive, or all archives of the repository. */
export async function mount(context: ActionContext, flags: MountFlags): Promise<void> {
  const { repository, borg, log } = context;
  const { mountPoint, foreground, paths = [] } = flags;
  const archive = await resolveArchive(context, flags.archive);
  log.info(`Mounting ${archive === undefined ? "the repository" : `archive ${archive}`}`);
  await borg.run({
    command: ["mount"],
    options: [
      ...flag("--foreground", foreground),
      ...option("--first", flags.first),
      ...option("--last", flags.last),
      ...option("-o", flags.options),
      ...commonOptions(context, { logJson: foreground !== true, extra: "mount" }),
    ],
    positionals: [archive === undefined ? repository.path : `${repository.path}::${archive}`, mountPoint, ...paths],
    output: foreground === true ? { kind: "terminal" } : { kind: "log", level: "info" },
  });
}

/** Takes a mount away. Needs no repository. */
export async function umount(
  context: Pick<ActionContext, "borg" | "log" | "verbosity" | "configuration">,
  { mountPoint }: UmountFlags,
): Promise<void> {
  const { borg, log, verbosity, configuration } = context;
  log.info(`Unmounting ${mountPoint}`);
  await borg.run({
    command: ["umount"],
    options: ["--log-json", ...verbosityOptions(verbosity), ...extraOptions(configuration, "umount")],
    positionals: [mountPoint],
    output: { kind: "log", level: "info" },
    withoutPassphrase: true,
    // borgmatic leaves it at the old exit codes here
    env: { BORG_EXIT_CODES: undefined },
  });
}
