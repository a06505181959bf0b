import { BorgFailed } from "../borg/index.ts";
import type { ActionContext } from "./action-context.ts";
import { ActionError } from "./action-error.ts";
import type { RecreateFlags } from "./action-flags.ts";
import { commonOptions, excludeOptions, flag, option } from "./borg-options.ts";
import { listFilter } from "./create-options.ts";
import { resolveArchive } from "./latest-archive.ts";
import { collectPatterns, writePatternFile } from "./patterns/index.ts";
import { withRuntimeDirectory } from "./with-runtime-directory.ts";

/** What Borg calls the new archive until it replaces the old one. */
const UNFINISHED_SUFFIX = ".recreate";
/** Borg's exit code for an archive that exists. */
const ALREADY_EXISTS = 30;

/**
 * Writes archives anew, with the configuration's excludes and compression.
 *
 * @throws {ActionError} If what an interrupted recreate has left is in the way.
 */
export async function recreate(context: ActionContext, flags: RecreateFlags): Promise<void> {
  const { configuration, log, dryRun } = context;
  const archive = await resolveArchive(context, flags.archive);
  if (archive?.endsWith(UNFINISHED_SUFFIX) === true) {
    throw new ActionError(
      `${archive} is what an interrupted recreate has left; delete it first, or name another archive`,
    );
  }
  log.answer(`Recreating ${archive ?? "all archives"}${dryRun ? " (dry run: nothing is changed)" : ""}`);
  await withRuntimeDirectory(context, async (folder) => {
    const patterns = await collectPatterns(configuration, context);
    // dumps and manifests are no source, but belong to the archive
    const own = { type: "R", style: "", path: "/borgmatic", origin: "hook" } as const;
    const patternFile = await writePatternFile(folder, [...patterns, own]);
    await runRecreate(context, flags, { archive, patternFile });
  });
}

async function runRecreate(
  context: ActionContext,
  flags: RecreateFlags,
  { archive, patternFile }: { readonly archive: string | undefined; readonly patternFile: string | undefined },
): Promise<void> {
  const { configuration, repository, borg, dryRun } = context;
  const listed = configuration.list_details === true;
  const run = borg.run({
    command: ["recreate"],
    options: [
      ...option("--patterns-from", patternFile),
      ...(listed ? ["--list", "--filter", listFilter(context)] : []),
      ...(archive === undefined ? [] : option("--target", flags.target)),
      ...option("--comment", flags.comment),
      ...option("--timestamp", flags.timestamp),
      ...option("--compression", configuration.compression),
      ...option("--chunker-params", configuration.chunker_params),
      ...option("--recompress", configuration.recompress),
      ...excludeOptions(configuration),
      ...flag("--dry-run", dryRun),
      ...commonOptions(context, { umask: false, extra: "recreate" }),
    ],
    positionals: [archive === undefined ? repository.path : `${repository.path}::${archive}`],
    output: { kind: "log", level: listed ? "answer" : "info" },
  });
  await run.catch((error: unknown) => {
    if (!(error instanceof BorgFailed) || error.exitCode !== ALREADY_EXISTS) throw error;
    const name = flags.target ?? `${archive ?? "an archive"}${UNFINISHED_SUFFIX}`;
    throw new ActionError(`There is an archive ${name} already; delete it first`, { cause: error });
  });
}
