import { type BorgCall, ExecutableBorg } from "../borg/index.ts";
import { type DataSources, openDataSources } from "../hooks/index.ts";
import type { ActionContext } from "./action-context.ts";
import { ActionError } from "./action-error.ts";
import type { CreateFlags } from "./action-flags.ts";
import { labelled } from "./borg-json.ts";
import { statisticsOptions } from "./borg-options.ts";
import { type ArchiveFigures, FileCounter, figuresOfEngine, figuresOfJson, statisticsText } from "./create-figures.ts";
import { type CreateDraft, createOptions, createPositionals, listFilter } from "./create-options.ts";
import { findLatestArchive, type ListedArchive } from "./latest-archive.ts";
import { assertRootsExist, collectPatterns, writePatternFile } from "./patterns/index.ts";
import { noteSuccess } from "./note-action.ts";
import { recordGrowth } from "./record-growth.ts";
import { keepRowCounts, wantsRowCounts } from "./row-counts.ts";
import { renameCheckpoint } from "./rename-checkpoint.ts";
import { spareSpecialFiles } from "./special-files.ts";
import { withRuntimeDirectory } from "./with-runtime-directory.ts";

/**
 * Makes an archive of what the configuration names, with dumps and snapshots of its data sources.
 *
 * While dumps stream, the archive's name ends in `.checkpoint`; it gets its own only after all of them have ended well.
 *
 * @returns What Borg tells of the archive, if JSON is wanted.
 * @throws {ActionError} If flags exclude each other, or something to back up is missing; nothing has been made.
 * @throws {DataSourceFailed} If a dump or a snapshot has failed; there is no archive, or only its checkpoint.
 */
export async function createArchive(context: ActionContext, flags: CreateFlags): Promise<unknown> {
  const { configuration, log, dryRun } = context;
  refuseContradictions(context, flags);
  log.info(`Creating an archive${dryRun ? " (dry run: nothing is written)" : ""}`);
  return await withRuntimeDirectory(context, async (runtimeDirectory) => {
    const configured = await collectPatterns(configuration, context);
    const countRows = wantsRowCounts(configuration);
    const sources = await openDataSources({ ...context, runtimeDirectory, countRows }, configured);
    try {
      return await createFrom(sources, { context, flags, runtimeDirectory });
    } finally {
      await sources.close();
    }
  });
}

function refuseContradictions({ configuration }: ActionContext, { json }: CreateFlags): void {
  const { list_details, progress } = configuration;
  if (list_details !== true) return;
  if (progress === true) throw new ActionError("create cannot show a list of files and progress at the same time");
  if (json === true) throw new ActionError("create cannot show a list of files and JSON at the same time");
}

interface CreateParts {
  readonly context: ActionContext;
  readonly flags: CreateFlags;
  readonly runtimeDirectory: string;
}

async function createFrom(sources: DataSources, parts: CreateParts): Promise<unknown> {
  const { context, runtimeDirectory } = parts;
  const { configuration, repository, workingDirectory } = context;
  if (configuration.source_directories_must_exist !== false) assertRootsExist(sources.patterns, workingDirectory);
  const patternFile = await writePatternFile(runtimeDirectory, sources.patterns);
  const draft: CreateDraft = { ...parts, patternFile, isStreaming: sources.streaming };
  const specialFiles = await spareSpecialFiles(draft, sources.patterns);
  const { text, figures } = await sources.feed(async (signal) => await runCreate(draft, { signal, specialFiles }));
  const name = sources.streaming ? await renameCheckpoint(context) : figures?.archive;
  noteSuccess(context, "create");
  if (figures !== undefined && name !== undefined) {
    context.archiveMade?.({ ...figures, archive: name });
    recordGrowth(context, { ...figures, archive: name });
  }
  if (sources.counters.length > 0) await keepRowCounts(sources.counters, context);
  if (text === "") return undefined;
  const document = labelled(text, repository);
  return sources.streaming ? withArchive(document, await findLatestArchive(context)) : document;
}

/** What a call of `create` is given besides its words. */
type MoreOfCall = Pick<BorgCall, "signal" | "specialFiles">;

/** What comes of a call of `create`. */
interface CreateAnswer {
  /** What is to be shown as JSON; empty if nothing is. */
  readonly text: string;
  readonly figures: ArchiveFigures | undefined;
}

async function runCreate(draft: CreateDraft, more: MoreOfCall): Promise<CreateAnswer> {
  const { context, flags } = draft;
  if (wantsJsonFigures(context)) return await createWithFigures(draft, more);
  const { configuration, borg, dryRun } = context;
  const isJson = flags.json === true;
  const statistics = isJson || dryRun ? [] : statisticsOptions(configuration);
  const isShown = configuration.list_details === true || statistics.length > 0;
  const result = await borg.run({
    command: ["create"],
    options: [...createOptions(draft), ...statistics],
    positionals: createPositionals(draft),
    output: isJson
      ? { kind: "capture" }
      : configuration.progress === true
        ? { kind: "terminal" }
        : { kind: "log", level: isShown ? "answer" : "info" },
    ...more,
  });
  return { text: result.text, figures: figuresOfEngine(result) ?? (isJson ? figuresOfJson(result.text) : undefined) };
}

/** Whether figures are wanted that only the JSON of a program tells. */
function wantsJsonFigures({ configuration, borg, dryRun }: ActionContext): boolean {
  return (
    configuration.growth !== undefined && borg instanceof ExecutableBorg && !dryRun && configuration.progress !== true
  );
}

/** As {@link runCreate}, with figures by way of JSON; what the user wants to see is shown all the same. */
async function createWithFigures(draft: CreateDraft, more: MoreOfCall): Promise<CreateAnswer> {
  const { context, flags } = draft;
  const { configuration, borg, log } = context;
  const shown = configuration.list_details === true ? listFilter(context) : "";
  const files = new FileCounter();
  const { text } = await borg.run({
    command: ["create"],
    options: [
      ...createOptions({ ...draft, flags: { ...flags, json: true } }),
      "--list",
      ...["--filter", FileCounter.LETTERS + shown],
    ],
    positionals: createPositionals(draft),
    output: {
      kind: "capture",
      onFile: (status, path) => {
        files.count(status);
        if (shown.includes(status)) log.withPrefix("").answer(`${status} ${path}`);
      },
    },
    ...more,
  });
  if (flags.json !== true && statisticsOptions(configuration).length > 0)
    log.withPrefix("").answer(statisticsText(text));
  return { text: flags.json === true ? text : "", figures: figuresOfJson(text, files) };
}

/** The document with the name and id that the archive has now. */
function withArchive(document: unknown, { name, id }: ListedArchive): unknown {
  const whole = document as { readonly archive?: object };
  return { ...whole, archive: { ...whole.archive, name, id } };
}
