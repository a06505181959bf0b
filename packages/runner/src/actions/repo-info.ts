import type { ActionContext } from "./action-context.ts";
import type { RepoInfoFlags } from "./action-flags.ts";
import { labelled, parseBorgJson } from "./borg-json.ts";
import { commonOptions } from "./borg-options.ts";

/** Shows a summary of the repository. @returns The summary, if JSON is wanted. */
export async function showRepository(context: ActionContext, { json }: RepoInfoFlags): Promise<unknown> {
  const { repository, borg, log } = context;
  if (json === true) return labelled(await readRepositoryInfo(context), repository);
  log.answer("Summary of the repository");
  await borg.run({
    command: ["info"],
    options: commonOptions(context, { extra: "info" }),
    positionals: [repository.path],
    output: { kind: "log", level: "answer" },
  });
  return undefined;
}

/** What Borg tells of a repository, of which we need this. */
export interface RepositoryInfo {
  readonly repository: { readonly id: string };
  readonly encryption: { readonly mode: string };
}

/**
 * Asks Borg what repository this is.
 *
 * @param quietMessages Messages of Borg that do not go to the log.
 */
export async function findRepository(
  context: ActionContext,
  quietMessages: readonly string[] = [],
): Promise<RepositoryInfo> {
  return parseBorgJson(await readRepositoryInfo(context, quietMessages)) as RepositoryInfo;
}

async function readRepositoryInfo(context: ActionContext, quietMessages: readonly string[] = []): Promise<string> {
  const { text } = await context.borg.run({
    command: ["info"],
    options: ["--json", ...commonOptions(context, { verbosity: false, extra: "info" })],
    positionals: [context.repository.path],
    output: { kind: "capture" },
    quietMessages,
  });
  return text;
}
