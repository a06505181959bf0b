import type { ActionContext } from "./action-context.ts";
import type { ListFlags } from "./action-flags.ts";
import { commonOptions, flag, option } from "./borg-options.ts";
import { resolveArchive } from "./latest-archive.ts";
import { archiveNames, listArchives } from "./repo-list.ts";

/** A word of `--find` that is a pattern already. */
const IS_PATTERN = /^(?:[-!+RrPp] |\w\w:)/;

/**
 * Lists the files of an archive, or searches archives for files; without an archive or something to find, lists archives.
 *
 * @returns The list of archives, if JSON is wanted. Files come out as JSON lines instead.
 */
export async function listFiles(context: ActionContext, flags: ListFlags): Promise<unknown> {
  const { log } = context;
  const { archive, findPaths = [] } = flags;
  if (archive === undefined && findPaths.length === 0) return await listArchives(context, flags);
  if (archive !== undefined) warnOfIgnored(context, flags);
  else log.answer("Searching archives");
  const name = await resolveArchive(context, archive);
  for (const each of name === undefined ? await archiveNames(context, flags) : [name]) {
    log.answer(`Listing archive ${each}`);
    await listArchive(context, each, flags);
  }
  return undefined;
}

async function listArchive(context: ActionContext, archive: string, flags: ListFlags): Promise<void> {
  const { configuration, repository, borg } = context;
  const { paths = [], findPaths = [] } = flags;
  await borg.run({
    command: ["list"],
    options: [
      ...flag("--json-lines", flags.json),
      ...flag("--short", flags.short),
      ...option("--format", flags.format ?? configuration.file_list_format),
      ...option("--exclude", flags.exclude),
      ...option("--exclude-from", flags.excludeFrom),
      ...option("--pattern", flags.pattern),
      ...option("--patterns-from", flags.patternsFrom),
      ...commonOptions(context, { verbosity: flags.json !== true, extra: "list" }),
    ],
    positionals: [`${repository.path}::${archive}`, ...paths, ...findPaths.map(asPattern)],
    output: { kind: "log", level: "answer" },
  });
}

function asPattern(word: string): string {
  return IS_PATTERN.test(word) ? word : `sh:**/*${word}*/**`;
}

function warnOfIgnored({ log }: ActionContext, flags: ListFlags): void {
  const ignored = (["prefix", "sortBy", "first", "last"] as const).filter((name) => flags[name] !== undefined);
  if (ignored.length === 0) return;
  log.warning("Flags that select archives are ignored, as --archive names one");
}
