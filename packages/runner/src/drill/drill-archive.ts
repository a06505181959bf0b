import { mkdir, readdir } from "node:fs/promises";
import {
  BorgError,
  IntegrityError,
  KeyfileInvalidError,
  KeyfileMismatchError,
  KeyfileNotFoundError,
  ObjectNotFound,
  PassphraseWrong,
  RepoKeyNotFoundError,
} from "@coffer/format/errors";
import type { EngineCall } from "../borg/index.ts";
import { type MeasureSpace, measureSpace } from "./disk-space.ts";
import type { DrillContext, DrilledArchive, DrillRules } from "./drill-context.ts";
import { loadDumps } from "./databases/index.ts";
import { type DrillResult, type LoadedDump, outcomeOf } from "./drill-result.ts";
import { escrowAccess, withExportedKey } from "./escrow.ts";
import { DrillFindings } from "./findings.ts";
import { NOTHING_RESTORED, type RestoredFiles, restoreAndVerify, withDumps } from "./restore-and-verify.ts";
import type { RowCountStore } from "./row-count-store.ts";
import { runDrillCommands } from "./run-drill-commands.ts";
import { makeScratchFolder, scratchBase, type ScratchFolder } from "./scratch-folder.ts";

/** The repository may be sound, but cannot be opened. */
const KEY_ERRORS = [
  PassphraseWrong,
  KeyfileInvalidError,
  KeyfileMismatchError,
  KeyfileNotFoundError,
  RepoKeyNotFoundError,
] as const;

/**
 * Restores one archive for trial, and says what has come out. Nothing of it stays but what is in a target that was asked for.
 *
 * @param counts What `create` has counted of it.
 * @throws {Error} If there is no place to restore to, or the run is told to stop: that says nothing of the archive.
 */
export async function drillArchive(
  archive: DrilledArchive,
  rules: DrillRules,
  context: DrillContext,
  counts: RowCountStore,
  measure: MeasureSpace = measureSpace,
): Promise<DrillResult> {
  const { configuration, system, log, repository } = context;
  const started_ms = system.nowMs();
  const findings = new DrillFindings();
  const scratch = await makeScratchFolder(scratchBase(configuration, system));
  let files: RestoredFiles = NOTHING_RESTORED;
  let databases: readonly LoadedDump[] = [];
  try {
    const target = rules.target ?? scratch.restored;
    if (rules.target !== undefined) await assertEmpty(rules.target);
    const restored = await drillFiles({ archive, rules, context, findings, target, measure }, scratch);
    if (restored !== undefined) {
      files = restored;
      if (withDumps(rules)) {
        const { servers } = scratch;
        databases = await loadDumps({ archive, restored: target, servers, counts, findings, context });
      }
      await runDrillCommands(rules, target, archive, findings, context);
    }
  } finally {
    await scratch.remove().catch((error: unknown) => log.warning(`Cannot remove ${scratch.path}: ${String(error)}`));
  }
  const found = findings.list();
  return {
    repository: repository.path,
    archive: archive.name,
    archive_id: archive.id,
    ...{ started_ms, ended_ms: system.nowMs(), outcome: outcomeOf(found) },
    ...{ sample_percentage: rules.sample_percentage, seed: rules.seed },
    ...files,
    from_escrow: rules.from_escrow !== undefined,
    databases,
    findings: found,
  };
}

/** @throws {Error} If there is something in the folder, which could be taken for restored. */
async function assertEmpty(target: string): Promise<void> {
  await mkdir(target, { recursive: true, mode: 0o700 });
  if ((await readdir(target)).length > 0) throw new Error(`${target} is not empty; a drill needs an empty folder`);
}

/** @returns Undefined if nothing could be restored; the findings say why. */
async function drillFiles(
  drill: Parameters<typeof restoreAndVerify>[0],
  scratch: ScratchFolder,
): Promise<RestoredFiles | undefined> {
  const { archive, rules, context } = drill;
  const { engine, repository, engineOptions, signal } = context;
  const access = await escrowAccess(rules, scratch.borgBase, context);
  const call: EngineCall = {
    ...{ repository: repository.path, archive: archive.name, options: engineOptions, signal },
    ...access?.call,
  };
  try {
    return await engine.work(call, async (run) => {
      const own = access === undefined ? run.context : await withExportedKey(run.target, run.context, access.keyFiles);
      return await restoreAndVerify(drill, run, own);
    });
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof BorgError)) throw error;
    noteUnreadable(error, drill);
    return undefined;
  }
}

function noteUnreadable(error: BorgError, { archive, rules, findings }: Parameters<typeof restoreAndVerify>[0]): void {
  if (error instanceof IntegrityError || error instanceof ObjectNotFound) {
    const remedy = "coffermatic check --only archives shows how much of it is damaged; other archives may be whole";
    findings.error("archive-damaged", archive.name, `The archive cannot be read: ${error.message}`, remedy);
    return;
  }
  const isKey = KEY_ERRORS.some((kind) => error instanceof kind);
  if (isKey && rules.from_escrow !== undefined) {
    const remedy = "Export the key again (coffermatic key export) and put it where drill.from_escrow.key_files says";
    findings.error("escrow-key-wrong", "", `The exported key does not open the repository: ${error.message}`, remedy);
    return;
  }
  const code = isKey ? "key-wrong" : "not-readable";
  findings.error(code, archive.name, `The archive cannot be restored: ${error.message}`);
}
