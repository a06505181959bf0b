import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { ActionContext } from "./action-context.ts";
import { ActionError } from "./action-error.ts";
import type { ExtractFlags, StripComponents } from "./action-flags.ts";
import { commonOptions, flag, option, wantsJsonLog } from "./borg-options.ts";
import { resolveArchive } from "./latest-archive.ts";
import { absoluteRepository } from "./repository-path.ts";

/**
 * Extracts files of an archive below the destination, or below the working directory.
 *
 * @throws {ActionError} If the destination does not exist.
 */
export async function extract(context: ActionContext, flags: ExtractFlags): Promise<void> {
  const { configuration, borg, log, dryRun, workingDirectory, verbosity } = context;
  const { paths = [] } = flags;
  const destination = flags.destination === undefined ? undefined : resolve(workingDirectory, flags.destination);
  if (destination !== undefined && !existsSync(destination)) throw new ActionError(`${destination} does not exist`);
  const { progress } = configuration;
  const strip = countStripped(flags.stripComponents, paths);
  const archive = await resolveArchive(context, flags.archive);
  log.info(`Extracting archive ${archive}${dryRun ? " (dry run: nothing is written)" : ""}`);
  await borg.run({
    command: ["extract"],
    options: [
      ...flag("--numeric-ids", configuration.numeric_ids),
      ...flag("--dry-run", dryRun),
      ...flag("--list", verbosity === "debug"),
      ...flag("--progress", progress),
      ...option("--strip-components", strip),
      ...commonOptions(context, { logJson: wantsJsonLog(configuration), extra: "extract" }),
    ],
    // Borg runs elsewhere
    positionals: [`${absoluteRepository(context)}::${archive}`, ...paths],
    output: progress === true ? { kind: "terminal" } : { kind: "log", level: "info" },
    ...(destination === undefined ? {} : { cwd: destination }),
  });
}

/**
 * How many parts of each path are dropped.
 *
 * @throws {ActionError} If all are to go but no path is asked for.
 */
export function countStripped(strip: StripComponents | undefined, paths: readonly string[]): number | undefined {
  if (strip !== "all") return strip;
  if (paths.length === 0) throw new ActionError("--strip-components all needs at least one --path");
  return Math.max(0, ...paths.map((path) => path.split("/").filter((part) => part !== "").length - 1));
}
