import type { Manifest } from "@coffer/format/manifest";
import { MANIFEST_ID } from "@coffer/format/segment";
import type { EngineContext } from "../../context/index.ts";
import { PercentProgress } from "../../repository/index.ts";
import type { Repository } from "../../repository/index.ts";
import { followTamRequired } from "../../session/index.ts";
import { collectOldGarbage } from "../../threads/index.ts";
import type { PipelinePool } from "../jobs/index.ts";
import { ArchiveCheck } from "./archive-check.ts";
import type { CheckRun } from "./check-run.ts";
import { startCheckWorkers } from "./check-workers.ts";
import { findKey } from "./find-key.ts";
import { Findings } from "./findings.ts";
import { COLLECT_FROM_OBJECTS, KEY_ATTEMPTS_MAX, WORKERS_FROM_OBJECTS } from "./limits.ts";
import { loadManifest } from "./load-manifest.ts";
import { rebuildManifest } from "./rebuild-manifest.ts";
import { References } from "./references.ts";
import { RepositoryRepairs } from "./repository-repairs.ts";
import { takeCensus } from "./take-census.ts";
import { verifyData } from "./verify-data.ts";
import { ZeroChunks } from "./zero-chunks.ts";

export interface ArchiveCheckOptions {
  /** Check this archive only. */
  readonly archive?: string | undefined;
  /** Check these archives only: what was asked for, to be told how many there are. */
  readonly first?: number | undefined;
  readonly last?: number | undefined;
  readonly glob?: string | undefined;
  /** Names of the archives that the filters above leave, in the order to go by. */
  readonly select: (manifest: Manifest) => readonly string[];
  /** Read and verify every object. */
  readonly verifyData?: boolean | undefined;
  /** The repository's log was verified a moment ago. */
  readonly isLogVerified: boolean;
  /** Mend what is found. */
  readonly repair?: boolean | undefined;
}

/**
 * Checks archives, and what they are made of, against the objects of an open repository (with its exclusive lock), whose
 * log and index were checked before. Reports everything it finds. Changes nothing, unless it repairs: then all changes are
 * one transaction, durable on return.
 *
 * @param workers Of {@link startCheckWorkers}; stay the caller's.
 * @returns Whether all is sound, or was mended.
 * @throws {IntegrityError} If the key cannot be found, or an object that is needed cannot be read.
 * @throws The errors of `unlockKey`.
 */
export async function checkArchives(
  repository: Repository,
  ctx: EngineContext,
  workers: PipelinePool,
  options: ArchiveCheckOptions,
): Promise<boolean> {
  const findings = new Findings(ctx.reporter);
  findings.info("Starting archive consistency check...");
  const count = await repository.size();
  if (count === 0) {
    findings.error("Repository contains no apparent data at all, cannot continue check/repair.");
    return false;
  }
  const found = await findKey(repository, ctx, await repository.list(KEY_ATTEMPTS_MAX));
  const { key } = found.unlocked;
  const isSmall = options.verifyData !== true && count < WORKERS_FROM_OBJECTS;
  const pool = isSmall ? startCheckWorkers(0) : workers;
  pool.pool.configure("setup", [{ secrets: key.secrets }]);
  const references = new References();
  const repairs =
    options.repair === true ? new RepositoryRepairs({ repository, ctx, found, findings, references }) : undefined;
  const { isLogVerified } = options;
  const zeros = new ZeroChunks(key);
  const parts = { repository, ctx, key, pool, isLogVerified, findings, references, zeros, repairs };
  if (options.verifyData === true) await verifyData(parts, count);
  // Large repositories need the memory that the sweep has left behind.
  if (options.verifyData === true && count >= COLLECT_FROM_OBJECTS) collectOldGarbage();
  references.reset(await takeCensus(repository));
  const isThere = references.has(MANIFEST_ID);
  const stored = await loadManifest(repository, key, isThere, findings);
  if (stored?.tam_verified === true) await followTamRequired(found.security, stored);
  references.delete(MANIFEST_ID);
  const manifest = stored ?? (await rebuildManifest(parts));
  await checkReferences({ ...parts, manifest }, options);
  await checkOrphans({ findings, references, repairs }, options);
  await repairs?.finish(manifest);
  if (findings.found) findings.error("Archive consistency check complete, problems found.");
  else findings.info("Archive consistency check complete, no problems found.");
  return options.repair === true || !findings.found;
}

/** Walks all archives (or those that were asked for) and counts who needs what. */
async function checkReferences(run: CheckRun, options: ArchiveCheckOptions): Promise<void> {
  const names = chooseArchives(run, options);
  if (names === undefined) return;
  const progress = new PercentProgress(run.ctx.reporter, {
    total: names.length,
    text: "Checking archives",
    msgid: "check.rebuild_refcounts",
    step: 0.1,
    digits: 1,
  });
  const check = new ArchiveCheck(run);
  for (const [position, name] of names.entries()) {
    progress.show();
    run.findings.info(`Analyzing archive ${name} (${position + 1}/${names.length})`);
    await check.check(name);
  }
  progress.finish();
}

function chooseArchives(run: CheckRun, options: ArchiveCheckOptions): readonly string[] | undefined {
  const { findings, manifest } = run;
  const { archive, first = 0, last = 0, glob = "" } = options;
  if (archive !== undefined) {
    if (manifest.archives.has(archive)) return [archive];
    findings.problem(`Archive '${archive}' not found.`);
    return undefined;
  }
  const names = options.select(manifest);
  const count = names.length;
  if (glob !== "" && count === 0) findings.warning(`--glob-archives ${glob} does not match any archives`);
  if (count < first) findings.warning(`--first ${first} archives: only found ${count} archives`);
  if (count < last) findings.warning(`--last ${last} archives: only found ${count} archives`);
  return names;
}

async function checkOrphans(
  run: Pick<CheckRun, "findings" | "references" | "repairs">,
  options: ArchiveCheckOptions,
): Promise<void> {
  const { findings, references, repairs } = run;
  const { archive, first = 0, last = 0, glob = "" } = options;
  if (archive !== undefined || first > 0 || last > 0 || glob !== "") {
    findings.info("Orphaned objects check skipped (needs all archives checked).");
    return;
  }
  let orphans = 0;
  const unused: Uint8Array[] = [];
  for (const { id, isOrphan } of references.unused()) {
    if (isOrphan) orphans += 1;
    if (repairs !== undefined) unused.push(id);
  }
  if (orphans > 0) findings.problem(`${orphans} orphaned objects found!`);
  if (unused.length === 0) return;
  findings.info(`Deleting ${orphans} orphaned and ${references.supersededCount} superseded objects...`);
  await repairs?.deleteObjects(unused);
  findings.info("Finished deleting orphaned/superseded objects.");
}
