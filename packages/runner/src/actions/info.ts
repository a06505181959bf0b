import type { ActionContext } from "./action-context.ts";
import type { InfoFlags } from "./action-flags.ts";
import { archivePattern, globOption } from "./archive-filter.ts";
import { labelled } from "./borg-json.ts";
import { commonOptions } from "./borg-options.ts";
import { resolveArchive } from "./latest-archive.ts";
import { selectionOptions } from "./repo-list.ts";
import { warnOfNoMatch } from "./warn-of-no-match.ts";

/** Shows summaries of archives. @returns The summaries, if JSON is wanted. */
export async function showArchives(context: ActionContext, flags: InfoFlags): Promise<unknown> {
  const { repository, borg, log } = context;
  const isJson = flags.json === true;
  if (!isJson) log.answer("Summary of archives");
  const call = {
    command: ["info"],
    options: [
      ...globOption(await patternOf(context, flags)),
      ...selectionOptions(flags),
      ...commonOptions(context, { verbosity: !isJson, extra: "info" }),
    ],
    positionals: [repository.path],
  };
  if (!isJson) {
    await warnOfNoMatch(context, call);
    return undefined;
  }
  const { text } = await borg.run({ ...call, options: ["--json", ...call.options], output: { kind: "capture" } });
  return labelled(text, repository);
}

async function patternOf(context: ActionContext, flags: InfoFlags): Promise<string | undefined> {
  const { prefix, archive, json } = flags;
  if (prefix) return `${prefix}*`;
  const name = await resolveArchive(context, archive);
  // without a pattern, Borg's JSON leaves the archives out
  return name ?? archivePattern(context.configuration) ?? (json === true ? "*" : undefined);
}
