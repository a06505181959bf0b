import { extract, verifyFiles, type VerifiedFiles } from "@coffer/engine/commands";
import type { EngineContext } from "@coffer/engine/context";
import type { EngineRun } from "../borg/index.ts";
import { lackOfSpace, type MeasureSpace, whileSpaceLasts } from "./disk-space.ts";
import type { DrillContext, DrilledArchive, DrillRules } from "./drill-context.ts";
import { type DrillFindings, findingOf } from "./findings.ts";
import { type ChosenItems, chooseItems, sourceRoots } from "./sample/index.ts";

/** A dump that is loaded takes more room than the dump: it is compressed, and has no indexes. */
const LOADED_DUMP_FACTOR = 5;
/** What empty servers take. */
const SERVERS_SIZE = 400 * 2 ** 20;

/** What has become of the files of an archive. */
export interface RestoredFiles {
  readonly items: number;
  readonly bytes: number;
  readonly restore_ms: number;
  readonly verify_ms: number;
  readonly sources_compared: number;
}

export const NOTHING_RESTORED: RestoredFiles = { items: 0, bytes: 0, restore_ms: 0, verify_ms: 0, sources_compared: 0 };

/** The drill of the files of one archive. */
export interface FilesDrill {
  readonly archive: DrilledArchive;
  readonly rules: DrillRules;
  readonly context: DrillContext;
  readonly findings: DrillFindings;
  /** An empty folder. */
  readonly target: string;
  readonly measure: MeasureSpace;
}

/**
 * Restores what is chosen of an archive, and holds it against the archive.
 *
 * @returns Undefined if there was not enough space; that is a finding then.
 * @throws What the engine throws where the archive cannot be read at all.
 */
export async function restoreAndVerify(
  drill: FilesDrill,
  run: EngineRun,
  engine: EngineContext,
): Promise<RestoredFiles | undefined> {
  const { context, findings, measure, target, rules } = drill;
  const chosen = await choose(drill, run, engine);
  const servers = withDumps(rules) && chosen.dumpBytes > 0 ? SERVERS_SIZE + LOADED_DUMP_FACTOR * chosen.dumpBytes : 0;
  const lack = lackOfSpace(await measure(target), chosen.diskBytes + servers);
  if (lack !== undefined) {
    noteLackOfSpace(findings, target, lack);
    return undefined;
  }
  const damaged = new Set<string>();
  const startedMs = context.system.nowMs();
  const isDone = await whileSpaceLasts(target, measure, async (full) => {
    await restore(drill, run, engine, { chosen, full, damaged });
    return true;
  });
  if (isDone === undefined) {
    noteLackOfSpace(findings, target, "the file system has filled up meanwhile");
    return undefined;
  }
  const restoredMs = context.system.nowMs();
  const verified = await verify(drill, run, engine, { chosen, damaged });
  return {
    items: chosen.items,
    bytes: chosen.bytes,
    restore_ms: restoredMs - startedMs,
    verify_ms: context.system.nowMs() - restoredMs,
    sources_compared: verified.sources,
  };
}

async function choose({ rules, context }: FilesDrill, run: EngineRun, engine: EngineContext): Promise<ChosenItems> {
  const sample = {
    percentage: rules.sample_percentage,
    seed: rules.seed,
    withDumps: withDumps(rules),
    roots: sourceRoots(context.configuration),
  };
  return await chooseItems({ ...run.target, archive: run.archive }, sample, engine);
}

/** Whether dumps of databases are loaded. */
export function withDumps({ databases }: DrillRules): boolean {
  return databases !== false;
}

function noteLackOfSpace(findings: DrillFindings, target: string, lack: string): void {
  const remedy = "Free space there, choose another drill.scratch_directory, or a smaller drill.sample_percentage";
  findings.error("not-enough-space", target, `Too little space for the drill: ${lack}`, remedy);
}

async function restore(
  { target, context, findings }: FilesDrill,
  run: EngineRun,
  engine: EngineContext,
  parts: { readonly chosen: ChosenItems; readonly full: AbortSignal; readonly damaged: Set<string> },
): Promise<void> {
  const { chosen, full, damaged } = parts;
  await extract(
    {
      ...run.target,
      archive: run.archive,
      target,
      matches: chosen.matches,
      numericIds: context.configuration.numeric_ids === true,
      // an immutable file could not be put away any more
      noflags: true,
      signal: AbortSignal.any([run.signal, full]),
      onDamage: (path, error) => {
        if (damaged.has(path)) return;
        damaged.add(path);
        const remedy = `coffermatic check --only data shows what else is damaged; restore ${path} from another archive`;
        findings.error("chunk-damaged", path, `The repository holds this file damaged: ${error.message}`, remedy);
      },
    },
    engine,
  );
}

async function verify(
  { target, context, rules, archive, findings }: FilesDrill,
  run: EngineRun,
  engine: EngineContext,
  { chosen, damaged }: { readonly chosen: ChosenItems; readonly damaged: ReadonlySet<string> },
): Promise<VerifiedFiles> {
  return await verifyFiles(
    {
      ...run.target,
      archive: run.archive,
      target,
      matches: chosen.matches,
      numericIds: context.configuration.numeric_ids === true,
      sources: rules.compare_sources === false ? undefined : sourcesFolder(context),
      signal: run.signal,
    },
    engine,
    (mismatch) => {
      // its content is known to be damaged, and it has got no metadata
      if (mismatch.side === "restored" && damaged.has(mismatch.path)) return;
      findings.add(findingOf(mismatch, archive.name));
    },
  );
}

/** Paths of an archive are relative to the root, unless all that is backed up was named relative to a folder. */
function sourcesFolder({ configuration, workingDirectory }: DrillContext): string {
  const { source_directories: sources = [] } = configuration;
  const isRelative = sources.length > 0 && sources.every((path) => !/^[/~]/.test(path));
  return isRelative ? workingDirectory : "/";
}
