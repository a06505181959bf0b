import { statSync } from "node:fs";
import { normalize, resolve } from "node:path";
import type { SourcePattern } from "../hooks/index.ts";
import type { ActionContext } from "./action-context.ts";
import { type CreateDraft, createOptions, createPositionals } from "./create-options.ts";
import { writePatternFile } from "./patterns/index.ts";

/** Paths that a warning names at most. */
const NAMED_PATHS_MAX = 20;

/**
 * Keeps special files out of an archive that dumps stream into: Borg reads them then, and would wait for ever at a pipe or a device that
 * is no dump. It takes a look at what Borg would store, and adds excludes to the pattern file.
 *
 * Nothing is done where dumps do not stream, the user wants special files read, or does not want the look.
 */
export async function excludeSpecialFiles(draft: CreateDraft, patterns: readonly SourcePattern[]): Promise<void> {
  const { context, isStreaming, runtimeDirectory } = draft;
  const { configuration, log, dryRun } = context;
  const { read_special, unsafe_skip_path_validation_before_create: isUnwanted } = configuration;
  if (!isStreaming || dryRun || read_special === true) return;
  if (read_special === false) log.warning("read_special: false is ignored, for dumps of databases come through pipes");
  if (isUnwanted === true) return;
  const special = await findSpecialFiles(draft);
  if (special.length === 0) return;
  const more = special.length > NAMED_PATHS_MAX ? ` and ${special.length - NAMED_PATHS_MAX} more` : "";
  log.warning(`Leaving out special files: ${special.slice(0, NAMED_PATHS_MAX).join(", ")}${more}`);
  await writePatternFile(runtimeDirectory, [...patterns, ...special.map(excludeOf)]);
}

async function findSpecialFiles(draft: CreateDraft): Promise<string[]> {
  const { context, runtimeDirectory } = draft;
  const own = `${normalize(runtimeDirectory)}/`;
  const special: string[] = [];
  await context.borg.run({
    command: ["create"],
    options: dryRunOptions(draft),
    positionals: createPositionals(draft),
    output: {
      kind: "files",
      onFile: (status, path) => {
        if (status === "-" && !path.startsWith(own) && isSpecial(path, context)) special.push(path);
      },
    },
  });
  return special;
}

/** Without `--exclude-nodump`, which opens files, pipes too. */
function dryRunOptions(draft: CreateDraft): readonly string[] {
  const { context, flags } = draft;
  const configuration = { ...context.configuration, exclude_nodump: false, list_details: false, progress: false };
  const quiet: ActionContext = { ...context, configuration, verbosity: "quiet" };
  const { json: _, ...rest } = flags;
  return [...createOptions({ ...draft, context: quiet, flags: rest }), "--dry-run", "--list"];
}

function isSpecial(path: string, { workingDirectory }: ActionContext): boolean {
  const found = statSync(resolve(workingDirectory, path), { throwIfNoEntry: false });
  return found !== undefined && (found.isFIFO() || found.isCharacterDevice() || found.isBlockDevice());
}

function excludeOf(path: string): SourcePattern {
  return { type: "!", style: "pf", path, origin: "hook" };
}
