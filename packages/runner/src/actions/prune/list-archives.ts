import type { ActionContext } from "../action-context.ts";
import { archiveFilterWithPrefix } from "../archive-filter.ts";
import { parseBorgJson } from "../borg-json.ts";
import { commonOptions } from "../borg-options.ts";

/** An archive that prune looks at. */
export interface PrunableArchive {
  readonly name: string;
  /** 64 hex digits. */
  readonly id: string;
  /** Local time. */
  readonly start: string;
}

/** The archives that prune looks at, checkpoints with them, the oldest first. */
export async function listPrunable(context: ActionContext): Promise<readonly PrunableArchive[]> {
  const { configuration, borg, repository } = context;
  const { text } = await borg.run({
    command: ["list"],
    options: [
      "--json",
      "--consider-checkpoints",
      ...archiveFilterWithPrefix(configuration, configuration.prefix),
      ...commonOptions(context, { verbosity: false, extra: "list" }),
    ],
    positionals: [repository.path],
    output: { kind: "capture" },
  });
  return (parseBorgJson(text) as { readonly archives: readonly PrunableArchive[] }).archives;
}
