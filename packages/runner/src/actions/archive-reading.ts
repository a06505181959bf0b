import type { ActionContext } from "./action-context.ts";
import { commonOptions, flag, option } from "./borg-options.ts";
import { absoluteRepository } from "./repository-path.ts";

/** A pattern that matches nothing is no error here: code 101 says so. */
const NO_MATCH_IS_FINE = [{ code: 101, treat_as: "warning" }] as const;

/** What Borg tells of a file in an archive, of which we need this. */
export interface ArchiveEntry {
  /** `-` file, `h` hard link to one, `d` folder, `l` symbolic link, `p` pipe. */
  readonly type: string;
  /** Without a leading slash. */
  readonly path: string;
  readonly linktarget?: string;
  /** Only where the format asks for it; 16 hexadecimal digits. */
  readonly xxh64?: string;
}

/** Hands over what an archive lists, one entry after the other. */
export async function readArchiveList(
  context: ActionContext,
  archive: string,
  {
    paths = [],
    format,
    onEntry,
  }: {
    /** Paths or patterns; everything when left out. */
    readonly paths?: readonly string[];
    readonly format?: string;
    readonly onEntry: (entry: ArchiveEntry) => void;
  },
): Promise<void> {
  await context.borg.run({
    command: ["list"],
    options: [
      "--json-lines",
      ...option("--format", format),
      ...commonOptions(context, { verbosity: false, extra: "list" }),
    ],
    positionals: [`${context.repository.path}::${archive}`, ...paths],
    output: {
      kind: "capture",
      onLine: (line) => {
        if (line.startsWith("{")) onEntry(JSON.parse(line) as ArchiveEntry);
      },
    },
    exitCodes: NO_MATCH_IS_FINE,
  });
}

/** The text of a file of an archive, which `pattern` matches; empty if there is none. */
export async function readArchiveText(context: ActionContext, archive: string, pattern: string): Promise<string> {
  const { text } = await context.borg.run({
    command: ["extract"],
    options: stdoutOptions(context),
    positionals: [`${absoluteRepository(context)}::${archive}`, pattern],
    output: { kind: "capture" },
    exitCodes: NO_MATCH_IS_FINE,
  });
  return text;
}

/** The options of `borg extract` to standard output. */
export function stdoutOptions(context: ActionContext): readonly string[] {
  const { configuration } = context;
  return [
    "--stdout",
    ...flag("--numeric-ids", configuration.numeric_ids),
    ...commonOptions(context, { extra: "extract" }),
  ];
}
