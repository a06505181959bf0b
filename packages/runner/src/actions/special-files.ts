import { statSync } from "node:fs";
import { normalize, resolve } from "node:path";
import type { SpecialFilesRule } from "../borg/index.ts";
import type { SourcePattern } from "../hooks/index.ts";
import type { ActionContext } from "./action-context.ts";
import { type CreateDraft, createOptions, createPositionals } from "./create-options.ts";
import { writePatternFile } from "./patterns/index.ts";

/** Paths that a warning names at most. */
const NAMED_PATHS_MAX = 20;

/**
 * Keeps special files out of an archive that dumps stream into: Borg reads them then, and would wait for ever at a pipe or a device that
 * is no dump. coffer's own engine does so while it walks; for any other Borg a look at what it would store comes first, and adds excludes to
 * the pattern file.
 *
 * Nothing is done where dumps do not stream, the user wants special files read, or does not want the look.
 *
 * @returns What to tell the engine.
 */
export async function spareSpecialFiles(
  draft: CreateDraft,
  patterns: readonly SourcePattern[],
): Promise<SpecialFilesRule | undefined> {
  const { context, isStreaming, runtimeDirectory } = draft;
  const { configuration, borg, log, dryRun } = context;
  const { read_special, unsafe_skip_path_validation_before_create: isUnwanted } = configuration;
  if (!isStreaming || dryRun || read_special === true) return undefined;
  if (read_special === false) log.warning("read_special: false is ignored, for dumps of databases come through pipes");
  if (isUnwanted === true) return undefined;
  if (borg.sparesSpecialFiles) return toldWhileWalking(draft);
  const special = await findSpecialFiles(draft);
  if (special.length === 0) return undefined;
  const more = special.length > NAMED_PATHS_MAX ? ` and ${special.length - NAMED_PATHS_MAX} more` : "";
  log.warning(`Leaving out special files: ${special.slice(0, NAMED_PATHS_MAX).join(", ")}${more}`);
  await writePatternFile(runtimeDirectory, [...patterns, ...special.map(excludeOf)]);
  return undefined;
}

/** The first ones are named, each when the walk comes by. */
function toldWhileWalking({ context: { log }, runtimeDirectory }: CreateDraft): SpecialFilesRule {
  let count = 0;
  return {
    below: normalize(runtimeDirectory),
    leftOut: (path) => {
      count += 1;
      if (count <= NAMED_PATHS_MAX) log.warning(`Leaving out special file: ${path}`);
      else if (count === NAMED_PATHS_MAX + 1) log.warning("Leaving out more special files");
    },
  };
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
