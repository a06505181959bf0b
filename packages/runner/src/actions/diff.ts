import type { ActionContext } from "./action-context.ts";
import type { DiffFlags } from "./action-flags.ts";
import { commonOptions, flag, option } from "./borg-options.ts";
import { resolveArchive } from "./latest-archive.ts";
import { collectPatterns, writePatternFile } from "./patterns/index.ts";
import { withRuntimeDirectory } from "./with-runtime-directory.ts";

/** Shows how the second archive differs from the first. */
export async function diffArchives(context: ActionContext, flags: DiffFlags): Promise<void> {
  const { onlyPatterns } = flags;
  if (onlyPatterns !== true) return await runDiff(context, flags, undefined);
  await withRuntimeDirectory(context, async (folder) => {
    const patterns = await collectPatterns(context.configuration, context);
    await runDiff(context, flags, await writePatternFile(folder, patterns));
  });
}

async function runDiff(context: ActionContext, flags: DiffFlags, patternFile: string | undefined): Promise<void> {
  const { configuration, repository, borg, log } = context;
  const first = await resolveArchive(context, flags.archive);
  const second = await resolveArchive(context, flags.secondArchive);
  log.info(`Comparing archives ${first} and ${second}`);
  await borg.run({
    command: ["diff"],
    options: [
      ...option("--patterns-from", patternFile),
      ...flag("--numeric-ids", configuration.numeric_ids),
      ...flag("--same-chunker-params", flags.sameChunkerParams),
      ...option("--sort-by", flags.sortBy?.join(",")),
      ...flag("--content-only", flags.contentOnly),
      ...commonOptions(context, { umask: false }),
    ],
    positionals: [`${repository.path}::${first}`, second],
    output: { kind: "log", level: "answer" },
  });
}
