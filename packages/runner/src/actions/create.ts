import { type BorgCall, type BorgResult, ExecutableBorg, type SpecialFilesRule } from "../borg/index.ts";
import { type DataSources, openDataSources } from "../hooks/index.ts";
import type { ActionContext } from "./action-context.ts";
import { ActionError } from "./action-error.ts";
import type { CreateFlags } from "./action-flags.ts";
import { labelled, withCost } from "./borg-json.ts";
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

/** What has become of the archive in one repository: what Borg tells of it, if JSON is wanted, or why there is none. */
export type ArchiveOutcome = PromiseSettledResult<unknown>;

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
  const [outcome] = await createArchives([context], flags);
  if (outcome?.status === "rejected") throw outcome.reason;
  return outcome?.value;
}

/**
 * As {@link createArchive}, in several repositories of one configuration at the same time: data sources are dumped, and files
 * read, once for all. What fails in one repository does not stop the others.
 *
 * @param contexts Of the same configuration, whose Borg can create archives together (see {@link canCreateTogether}).
 * @returns In the order of the contexts.
 * @throws As {@link createArchive}, for what is done for all.
 */
export async function createArchives(
  contexts: readonly ActionContext[],
  flags: CreateFlags,
): Promise<readonly ArchiveOutcome[]> {
  const [context] = contexts;
  if (context === undefined) return [];
  const { configuration, log, dryRun } = context;
  refuseContradictions(context, flags);
  const others = contexts.slice(1).map(labelOf);
  const together = others.length === 0 ? "" : `, together with ${others.join(", ")}`;
  log.info(`Creating an archive${together}${dryRun ? " (dry run: nothing is written)" : ""}`);
  return await withRuntimeDirectory(context, async (runtimeDirectory) => {
    const configured = await collectPatterns(configuration, context);
    const countRows = wantsRowCounts(configuration);
    const sources = await openDataSources({ ...context, runtimeDirectory, countRows }, configured);
    try {
      return await createFrom(sources, { contexts, flags, runtimeDirectory });
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
  readonly contexts: readonly ActionContext[];
  readonly flags: CreateFlags;
  readonly runtimeDirectory: string;
}

async function createFrom(sources: DataSources, parts: CreateParts): Promise<readonly ArchiveOutcome[]> {
  const { contexts, flags, runtimeDirectory } = parts;
  const [context] = contexts as readonly [ActionContext];
  const { configuration, workingDirectory } = context;
  if (configuration.source_directories_must_exist !== false) assertRootsExist(sources.patterns, workingDirectory);
  const patternFile = await writePatternFile(runtimeDirectory, sources.patterns);
  const drafts = contexts.map((context): CreateDraft => ({
    flags,
    runtimeDirectory,
    context,
    patternFile,
    isStreaming: sources.streaming,
  }));
  const specialFiles: (SpecialFilesRule | undefined)[] = [];
  for (const draft of drafts) specialFiles.push(await spareSpecialFiles(draft, sources.patterns));
  const answers = await sources.feed(async (signal) => {
    const creates = drafts.map((draft, index) => ({ draft, more: { signal, specialFiles: specialFiles[index] } }));
    return someOrFailure(await runCreates(creates));
  });
  const outcomes: ArchiveOutcome[] = [];
  for (const [index, answer] of answers.entries()) {
    const concluding = concludeAnswer(answer, sources, contexts[index] as ActionContext);
    outcomes.push(...(await Promise.allSettled([concluding])));
  }
  return outcomes;
}

async function concludeAnswer(
  answer: PromiseSettledResult<CreateAnswer>,
  sources: DataSources,
  context: ActionContext,
): Promise<unknown> {
  if (answer.status === "rejected") throw answer.reason;
  return await conclude(context, sources, answer.value);
}

/** What a call of `create` is given besides its words. */
type MoreOfCall = Pick<BorgCall, "signal" | "specialFiles">;

/** What comes of a call of `create`. */
interface CreateAnswer {
  /** What is to be shown as JSON; empty if nothing is. */
  readonly text: string;
  readonly figures: ArchiveFigures | undefined;
}

/** A call of `create` that is to be made. */
interface Create {
  readonly draft: CreateDraft;
  readonly more: MoreOfCall;
}

/** @throws What the first has failed with, if all have: nobody reads the dumps to their end then. */
function someOrFailure(answers: readonly PromiseSettledResult<CreateAnswer>[]): typeof answers {
  const [first] = answers;
  if (first?.status === "rejected" && answers.every(({ status }) => status === "rejected")) throw first.reason;
  return answers;
}

/** @returns What is to be shown as JSON, if anything is. */
async function conclude(
  context: ActionContext,
  sources: DataSources,
  { text, figures }: CreateAnswer,
): Promise<unknown> {
  const name = sources.streaming ? await renameCheckpoint(context) : figures?.archive;
  noteSuccess(context, "create");
  if (figures !== undefined && name !== undefined) {
    context.archiveMade?.({ ...figures, archive: name });
    recordGrowth(context, { ...figures, archive: name });
  }
  if (sources.counters.length > 0) await keepRowCounts(sources.counters, context);
  if (text === "") return undefined;
  const document = withCost(labelled(text, context.repository), context.configuration);
  return sources.streaming ? withArchive(document, await findLatestArchive(context)) : document;
}

async function runCreates(creates: readonly Create[]): Promise<readonly PromiseSettledResult<CreateAnswer>[]> {
  const borg = creates[0]?.draft.context.borg;
  if (borg?.createTogether === undefined || creates.length === 1) {
    return await Promise.allSettled(creates.map(async (create) => await runCreate(create)));
  }
  const calls = creates.map((create) => ({ ...createCall(create), logPrefix: labelOf(create.draft.context) }));
  const results = await borg.createTogether(calls);
  return results.map((result, index) =>
    result.status === "rejected" ? result : { ...result, value: answerOf(result.value, creates[index]) },
  );
}

function labelOf({ repository }: ActionContext): string {
  return repository.label ?? repository.path;
}

async function runCreate(create: Create): Promise<CreateAnswer> {
  const { draft, more } = create;
  if (wantsJsonFigures(draft.context)) return await createWithFigures(draft, more);
  return answerOf(await draft.context.borg.run(createCall(create)), create);
}

function answerOf(result: BorgResult, create: Create | undefined): CreateAnswer {
  const isJson = create?.draft.flags.json === true;
  return { text: result.text, figures: figuresOfEngine(result) ?? (isJson ? figuresOfJson(result.text) : undefined) };
}

function createCall({ draft, more }: Create): BorgCall {
  const { context, flags } = draft;
  const { configuration, dryRun } = context;
  const isJson = flags.json === true;
  const statistics = isJson || dryRun ? [] : statisticsOptions(configuration);
  const isShown = configuration.list_details === true || statistics.length > 0;
  return {
    command: ["create"],
    options: [...createOptions(draft), ...statistics],
    positionals: createPositionals(draft),
    output: isJson
      ? { kind: "capture" }
      : configuration.progress === true
        ? { kind: "terminal" }
        : { kind: "log", level: isShown ? "answer" : "info" },
    ...more,
  };
}

/** Whether figures are wanted that only the JSON of a program tells. */
function wantsJsonFigures({ configuration, borg, dryRun }: ActionContext): boolean {
  return configuration.growth !== undefined && borg instanceof ExecutableBorg && !dryRun;
}

/** As {@link runCreate}, with figures by way of JSON; what the user wants to see is shown all the same. */
async function createWithFigures(draft: CreateDraft, more: MoreOfCall): Promise<CreateAnswer> {
  const { context, flags } = draft;
  const { configuration, borg, log } = context;
  const shown = configuration.list_details === true ? listFilter(context) : "";
  // nobody can count the files in a list that Borg writes to the terminal
  const files = configuration.progress === true ? undefined : new FileCounter();
  const { text } = await borg.run({
    command: ["create"],
    options: [
      ...createOptions({ ...draft, flags: { ...flags, json: true } }),
      ...(files === undefined ? [] : ["--list", "--filter", FileCounter.LETTERS + shown]),
    ],
    positionals: createPositionals(draft),
    output: {
      kind: "capture",
      isWatched: files === undefined,
      onFile: (status, path) => {
        files?.count(status);
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
