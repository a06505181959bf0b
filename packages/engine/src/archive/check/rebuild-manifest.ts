import { bytesToText, MsgpackError, unpackValue } from "@coffer/format/bytes";
import type { MsgpackMap } from "@coffer/format/bytes";
import { archiveRecordFromMap, REQUIRED_ARCHIVE_KEYS } from "@coffer/format/archive";
import type { ArchiveRecord } from "@coffer/format/archive";
import { IntegrityError } from "@coffer/format/errors";
import { tableSizeForEntries } from "@coffer/format/hashindex";
import { verifyTam } from "@coffer/format/keys";
import type { Key } from "@coffer/format/keys";
import { Manifest } from "@coffer/format/manifest";
import { PercentProgress } from "../../repository/index.ts";
import type { CheckRun } from "./check-run.ts";
import { sweepLog } from "./sweep-log.ts";

/** Borg takes an index larger than needed, for what a repair may add. */
const INDEX_HEADROOM = 1.1;

/** Archive metadata that was found among all objects. */
interface FoundArchive {
  readonly id: Uint8Array;
  readonly plaintext: Uint8Array;
}

/**
 * Makes a manifest anew, in memory, of all archive metadata in the repository: reads and verifies every object.
 *
 * Item keys are those that we know. Archives that a TAM does not vouch for, where one is required, are left out.
 */
export async function rebuildManifest(run: Omit<CheckRun, "manifest">): Promise<Manifest> {
  const { findings } = run;
  findings.info("Rebuilding missing manifest, this might take some time...");
  const found = await findArchives(run);
  const manifest = new Manifest();
  for (const archive of found) {
    const record = judge(run, archive);
    if (record === undefined) continue;
    findings.info(`Found archive ${record.name}`);
    const name = freeName(manifest, record.name);
    if (name !== record.name) findings.warning(`Duplicate archive name ${record.name}, storing as ${name}`);
    manifest.archives.set(name, { id: archive.id, time: record.time });
  }
  findings.info("Manifest rebuild complete.");
  if (run.repairs === undefined) {
    findings.warning("The rebuilt manifest will only be committed when using --repair!");
  }
  return manifest;
}

/** In the order of Borg's index, which decides who of two archives keeps a name that both have. */
async function findArchives(run: Omit<CheckRun, "manifest">): Promise<FoundArchive[]> {
  const { findings, repository, pool, references, ctx } = run;
  const found: FoundArchive[] = [];
  const objects = references.count;
  const progress = new PercentProgress(ctx.reporter, {
    total: objects,
    text: "Rebuilding manifest",
    msgid: "check.rebuild_manifest",
    step: 0.01,
    digits: 2,
    width: 6,
  });
  const skip = (id: Uint8Array): boolean => !references.has(id);
  const options = { findArchives: true, isLogVerified: run.isLogVerified, skip };
  await sweepLog(repository, pool, options, ({ count, notable }) => {
    for (let i = 0; i < count; i++) progress.show();
    for (const { id, archive, unreadable, defect } of notable) {
      if (archive !== undefined) found.push({ id, plaintext: archive });
      else findings.problem(`Skipping corrupted chunk: ${unreadable?.message ?? defect}`);
    }
  });
  progress.finish();
  return found.toSorted((a, b) => bucketOf(a.id, objects) - bucketOf(b.id, objects));
}

/** Where Borg's index of that many objects has an id (but for collisions). */
function bucketOf(id: Uint8Array, objects: number): number {
  const first = new DataView(id.buffer, id.byteOffset).getUint32(0, true);
  return first % tableSizeForEntries(objects * INDEX_HEADROOM);
}

/** The record, if this is an archive and may be trusted as far as this repository demands it. */
function judge(run: Omit<CheckRun, "manifest">, archive: FoundArchive): ArchiveRecord | undefined {
  const map = unpackMap(archive.plaintext);
  if (map === undefined || !REQUIRED_ARCHIVE_KEYS.every((key) => map.has(key))) return undefined;
  try {
    return trustedRecord(run.key, archive.plaintext, run.ctx.workarounds.has("ignore_invalid_archive_tam"));
  } catch (error) {
    if (error instanceof MsgpackError) return undefined;
    if (!(error instanceof IntegrityError)) throw error;
    run.findings.problem(`Archive TAM authentication issue for archive ${shownName(map)}: ${error.message}`);
    run.findings.error("This archive will *not* be added to the rebuilt manifest! It will be deleted.");
    return undefined;
  }
}

function trustedRecord(key: Key, plaintext: Uint8Array, ignoreInvalidArchive: boolean): ArchiveRecord {
  return archiveRecordFromMap(verifyTam(plaintext, "archive", key.secrets, { ignoreInvalidArchive }).map);
}

function unpackMap(plaintext: Uint8Array): MsgpackMap | undefined {
  try {
    const value = unpackValue(plaintext);
    return value instanceof Map ? value : undefined;
  } catch (error) {
    if (error instanceof MsgpackError) return undefined;
    throw error;
  }
}

/** As Borg shows the name of an archive that it does not trust. */
function shownName(map: MsgpackMap): string {
  const name = map.get("name");
  return name instanceof Uint8Array ? bytesToText(name).replaceAll(/[^\x00-\x7f]/g, "\ufffd") : "<unknown>";
}

function freeName(manifest: Manifest, name: string): string {
  if (!manifest.archives.has(name)) return name;
  for (let i = 1; ; i++) {
    const candidate = `${name}.${i}`;
    if (!manifest.archives.has(candidate)) return candidate;
  }
}
