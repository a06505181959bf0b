import { lstatSync } from "node:fs";
import { resolve } from "node:path";
import type { CheckOptions } from "../../config/index.ts";
import type { ActionContext } from "../action-context.ts";
import { ActionError } from "../action-error.ts";
import { readBootstrapManifest } from "../bootstrap-manifest.ts";
import { readArchiveList } from "../archive-reading.ts";
import { type CreateDraft, createOptions, createPositionals } from "../create-options.ts";
import { resolveArchive } from "../latest-archive.ts";
import { collectPatterns, rootPattern, writePatternFile } from "../patterns/index.ts";
import { withRuntimeDirectory } from "../with-runtime-directory.ts";
import { findDifferentContents } from "./spot-contents.ts";

/** Paths that a message names at most. */
const NAMED_PATHS_MAX = 20;

/** Files, and hard links to them. */
const FILE_TYPES: readonly string[] = ["-", "h"];

/** What a run adds to an archive: dumps, and its manifest. */
const OWN_FILES = /^(?:borgmatic|(?:[^/]+\/)*borgmatic-[^/]+\/(?:\.\/)?borgmatic|(?:[^/]+\/)*\.borgmatic)\//;

/**
 * Compares the files of the sources with those of the latest archive: how many there are, and of a random sample the contents.
 *
 * @throws {ActionError} If they differ by more than the configuration tolerates.
 */
export async function spotCheck(context: ActionContext): Promise<void> {
  const { log, configuration } = context;
  const options = configuration.checks?.find(({ name }) => name === "spot");
  if (options === undefined) throw new ActionError("The spot check has no settings: add it to checks first");
  const archive = await resolveArchive(context, "latest");
  log.info(`Comparing source files with archive ${archive}`);
  const sources = await withRuntimeDirectory(context, async (folder) => await listSources(context, archive, folder));
  if (sources.length === 0) throw new ActionError("Spot check: the sources hold no file to compare with");
  const archived = await listArchived(context, archive);
  compareCounts(sources, archived, options);
  const { sampled, different } = await findDifferentContents(context, archive, sources, options);
  const percentage = (different.length / sources.length) * 100;
  log.info(`${sampled} files compared, ${different.length} differ (${percentage.toFixed(2)}% of all)`);
  if (percentage <= (options.data_tolerance_percentage ?? 0)) return;
  throw new ActionError(
    `Spot check: ${percentage.toFixed(2)}% of the source files have other contents than archive ${archive} ` +
      `(tolerated: ${options.data_tolerance_percentage}%): ${nameSome(different)}`,
  );
}

/** The files that `create` would store now, as Borg names them. */
async function listSources(context: ActionContext, archive: string, folder: string): Promise<readonly string[]> {
  const configuration = { ...context.configuration, progress: false, list_details: false };
  const quiet: ActionContext = { ...context, configuration, verbosity: "quiet" };
  const own = (await readBootstrapManifest(context, archive))?.config_paths ?? [];
  const patterns = [...(await collectPatterns(configuration, context)), ...own.map(rootPattern)];
  const draft: CreateDraft = {
    context: quiet,
    flags: {},
    runtimeDirectory: folder,
    patternFile: await writePatternFile(folder, patterns),
    isStreaming: false,
  };
  const found = new Set<string>();
  await context.borg.run({
    command: ["create"],
    options: [...createOptions(draft), "--dry-run", "--list"],
    positionals: createPositionals(draft),
    output: {
      kind: "files",
      onFile: (status, path) => {
        if (status === "-" && isFile(resolve(context.workingDirectory, path))) found.add(path);
      },
    },
  });
  return [...found];
}

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** The files of the archive, without what a run adds itself; without a leading slash. */
async function listArchived(context: ActionContext, archive: string): Promise<readonly string[]> {
  const found: string[] = [];
  await readArchiveList(context, archive, {
    onEntry: ({ type, path }) => {
      if (FILE_TYPES.includes(type) && !OWN_FILES.test(path)) found.push(path);
    },
  });
  return found;
}

function compareCounts(sources: readonly string[], archived: readonly string[], options: CheckOptions): void {
  const percentage = (Math.abs(sources.length - archived.length) / sources.length) * 100;
  if (percentage <= (options.count_tolerance_percentage ?? 0)) return;
  const [inSources, inArchive] = [new Set(sources.map(withoutSlash)), new Set(archived)];
  throw new ActionError(
    [
      `Spot check: ${sources.length} source files, ${archived.length} in the archive; ` +
        `${percentage.toFixed(2)}% is more than the ${options.count_tolerance_percentage}% that is tolerated`,
      `only in the sources: ${nameSome([...inSources].filter((path) => !inArchive.has(path)))}`,
      `only in the archive: ${nameSome(archived.filter((path) => !inSources.has(path)))}`,
    ].join("\n"),
  );
}

function withoutSlash(path: string): string {
  return path.replace(/^\/+/, "");
}

function nameSome(paths: readonly string[]): string {
  const more = paths.length > NAMED_PATHS_MAX ? ` and ${paths.length - NAMED_PATHS_MAX} more` : "";
  return paths.length === 0 ? "none" : paths.slice(0, NAMED_PATHS_MAX).join(", ") + more;
}
