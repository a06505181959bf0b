import type { ActionContext } from "./action-context.ts";
import type { ArchiveSelectionFlags, RepoListFlags } from "./action-flags.ts";
import { archiveFilterWithPrefix } from "./archive-filter.ts";
import { labelled } from "./borg-json.ts";
import { commonOptions, flag, option } from "./borg-options.ts";
import { warnOfNoMatch } from "./warn-of-no-match.ts";

/** Lists archives. @returns The list, if JSON is wanted. */
export async function listArchives(context: ActionContext, flags: RepoListFlags): Promise<unknown> {
  const { repository, borg, log } = context;
  if (flags.json === true) {
    const { text } = await borg.run({
      command: ["list"],
      options: ["--json", ...archiveListOptions(context, flags)],
      positionals: [repository.path],
      output: { kind: "capture" },
    });
    return labelled(text, repository);
  }
  log.answer("Listing archives");
  await warnOfNoMatch(context, {
    command: ["list"],
    options: archiveListOptions(context, flags),
    positionals: [repository.path],
  });
  return undefined;
}

/** Names of the archives that the flags select, for a search in their contents. */
export async function archiveNames(context: ActionContext, flags: RepoListFlags): Promise<readonly string[]> {
  const { text } = await context.borg.run({
    command: ["list"],
    options: archiveListOptions(context, { ...flags, short: true }),
    positionals: [context.repository.path],
    output: { kind: "capture" },
  });
  return text.split("\n").filter((line) => line !== "");
}

function archiveListOptions(context: ActionContext, flags: RepoListFlags): readonly string[] {
  const { configuration } = context;
  return [
    ...archiveFilterWithPrefix(configuration, flags.prefix),
    ...option("--format", flags.format ?? configuration.archive_list_format),
    ...flag("--short", flags.short),
    ...selectionOptions(flags),
    ...commonOptions(context, { verbosity: flags.json !== true, extra: "list" }),
  ];
}

/** `--sort-by`, `--first`, `--last`. */
export function selectionOptions({ sortBy, first, last }: ArchiveSelectionFlags): readonly string[] {
  return [...option("--sort-by", sortBy), ...option("--first", first), ...option("--last", last)];
}
