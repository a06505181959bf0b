import type { ActionContext } from "./action-context.ts";
import type { ExportTarFlags } from "./action-flags.ts";
import { commonOptions, flag, option } from "./borg-options.ts";
import { countStripped } from "./extract.ts";
import { resolveArchive } from "./latest-archive.ts";

/** Writes an archive to a tar file, or to standard output. */
export async function exportTar(context: ActionContext, flags: ExportTarFlags): Promise<void> {
  const { configuration, repository, borg, log, dryRun } = context;
  const { destination, paths = [], tarFilter, stripComponents } = flags;
  const strip = countStripped(stripComponents, paths);
  const archive = await resolveArchive(context, flags.archive);
  if (dryRun) {
    log.info(`Skipping the export of archive ${archive} (dry run)`);
    return;
  }
  log.info(`Exporting archive ${archive} as a tar file`);
  const isStandardOutput = destination === "-";
  await borg.run({
    command: ["export-tar"],
    options: [
      ...flag("--list", configuration.list_details),
      ...option("--tar-filter", tarFilter),
      ...option("--strip-components", strip),
      ...commonOptions(context, { logJson: !isStandardOutput, extra: "export_tar" }),
    ],
    positionals: [`${repository.path}::${archive}`, destination, ...paths],
    output: isStandardOutput
      ? { kind: "terminal" }
      : { kind: "log", level: configuration.list_details === true ? "answer" : "info" },
  });
}
