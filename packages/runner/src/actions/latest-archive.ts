import { parseBorgJson } from "./borg-json.ts";
import { flag, commonOptions } from "./borg-options.ts";
import { archiveFilter } from "./archive-filter.ts";
import type { ActionContext } from "./action-context.ts";
import { ActionError } from "./action-error.ts";

/** The name that stands for the youngest archive. */
const LATEST = "latest";

/** What Borg tells of an archive in a list. */
export interface ListedArchive {
  readonly name: string;
  readonly id: string;
}

/**
 * The name of the archive that is meant.
 *
 * @param archive A name, or `latest`: the youngest archive that the configuration is about.
 * @throws {ActionError} If there is no archive.
 */
export async function resolveArchive<Name extends string | undefined>(
  context: ActionContext,
  archive: Name,
): Promise<Name | string> {
  return archive === LATEST ? (await findLatestArchive(context)).name : archive;
}

/** The archives that the configuration is about, the oldest first; no checkpoints. */
export async function listArchives(context: ActionContext): Promise<readonly ListedArchive[]> {
  return await readArchives(context, []);
}

/** @throws {ActionError} If there is no archive that the configuration is about. */
export async function findLatestArchive(
  context: ActionContext,
  { checkpoints = false }: { readonly checkpoints?: boolean } = {},
): Promise<ListedArchive> {
  const archives = await readArchives(context, [...flag("--consider-checkpoints", checkpoints), "--last", "1"]);
  const latest = archives.at(-1);
  if (latest === undefined) throw new ActionError(`${context.repository.path} holds no archive that matches`);
  return latest;
}

async function readArchives(context: ActionContext, choice: readonly string[]): Promise<readonly ListedArchive[]> {
  const { text } = await context.borg.run({
    command: ["list"],
    options: [
      ...archiveFilter(context.configuration),
      ...choice,
      "--json",
      ...commonOptions(context, { verbosity: false, extra: "list" }),
    ],
    positionals: [context.repository.path],
    output: { kind: "capture" },
  });
  return (parseBorgJson(text) as { readonly archives: readonly ListedArchive[] }).archives;
}
