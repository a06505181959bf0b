import { toHex } from "@coffer/format/bytes";
import { IntegrityError } from "@coffer/format/errors";
import { ChunkIndex } from "@coffer/format/hashindex";
import type { CompactChunkIndex } from "@coffer/format/hashindex";
import { PUT_HEADER_SIZE } from "@coffer/format/segment";
import { PercentSteps } from "../session/index.ts";
import type { Session } from "../session/index.ts";
import { readArchiveRecord } from "./archive-reader.ts";
import type { ArchiveIndexStore } from "./archive-index-store.ts";
import { ReferenceScanner } from "./references.ts";

/** Objects whose stored size is asked for at once. */
const SIZE_BATCH = 100;

/** An archive that the manifest lists. */
interface ListedArchive {
  readonly id: Uint8Array;
  readonly idHex: string;
  readonly name: string;
}

/**
 * Counts the references of all archives that the manifest lists.
 *
 * @param store Where the references of single archives are kept: those of new archives are added, those of archives that
 * are gone removed. Without one every archive is read.
 * @throws {MandatoryFeatureUnsupported} If archives of this repository must not be read.
 * @throws {IntegrityError} If an archive's metadata or items are damaged.
 * @see docs/formats/chunks-cache.md, "Sync"
 */
export async function syncChunks(session: Session, store: ArchiveIndexStore | undefined): Promise<ChunkIndex> {
  session.manifest.checkFeatures(["read"]);
  const archives = listArchives(session);
  const known = store === undefined ? new Set<string>() : await store.list();
  const wanted = new Set(archives.map((archive) => archive.idHex));
  const outdated = [...known].filter((idHex) => !wanted.has(idHex));
  info(session, "Synchronizing chunks cache...");
  info(
    session,
    `Archives: ${wanted.size}, w/ cached Idx: ${known.size}, w/ outdated Idx: ${outdated.length}, ` +
      `w/o cached Idx: ${archives.filter((archive) => !known.has(archive.idHex)).length}.`,
  );
  for (const idHex of outdated) await store?.remove(idHex);

  const master = ChunkIndex.withUsable(archives.length === 0 ? 0 : await session.repository.size());
  const progress = new PercentSteps(session.ctx.reporter, "cache.sync", archives.length);
  for (const archive of archives) {
    progress.step([archive.name]);
    if (store === undefined) {
      info(session, `Fetching archive index for ${archive.name} ...`);
      await countArchive(session, archive.id, master);
      continue;
    }
    const index = await archiveIndex(session, store, archive, known, master);
    info(session, "Merging into master chunks index ...");
    master.merge(index);
  }
  if (store === undefined) await fillStoredSizes(session, master);
  progress.finish();
  info(session, "Done.");
  return master;
}

/** Each archive once, though the manifest may list it under several names. */
function listArchives(session: Session): ListedArchive[] {
  const byId = new Map<string, ListedArchive>();
  for (const [name, { id }] of session.manifest.archives) {
    const idHex = toHex(id);
    byId.set(idHex, { id, idHex, name });
  }
  return [...byId.values()];
}

async function archiveIndex(
  session: Session,
  store: ArchiveIndexStore,
  archive: ListedArchive,
  known: ReadonlySet<string>,
  sizes: ChunkIndex,
): Promise<ChunkIndex | CompactChunkIndex> {
  if (known.has(archive.idHex)) {
    info(session, `Reading cached archive chunk index for ${archive.name} ...`);
    try {
      const index = await store.read(archive.idHex);
      if (index !== undefined) return index;
    } catch (error) {
      if (!(error instanceof IntegrityError)) throw error;
      const message = `Cached archive chunk index of ${archive.name} is corrupted: ${error.message}`;
      session.ctx.reporter.warn({ message, msgid: "BorgWarning", exitCode: 1 });
    }
  }
  info(session, `Fetching and building archive index for ${archive.name} ...`);
  const index = new ChunkIndex();
  await countArchive(session, archive.id, index);
  await fillStoredSizes(session, index, sizes);
  await store.write(archive.idHex, index);
  return index;
}

/** Adds the references of one archive: its metadata object, the chunks of its items, and all chunks of its files. */
export async function countArchive(session: Session, archiveId: Uint8Array, index: ChunkIndex): Promise<void> {
  const { record, size, csize } = await readArchiveRecord(session, archiveId);
  index.add(archiveId, 1, size, csize);
  const scanner = new ReferenceScanner((id, size, csize) => {
    const bucket = index.find(id);
    if (bucket < 0) {
      index.set(id, 1, size, csize);
      return;
    }
    index.incrementAt(bucket);
    if (index.csizeAt(bucket) === 0 && csize !== 0) index.setCsizeAt(bucket, csize);
  });
  for await (const { id, plaintext, csize } of session.readObjects(record.items.map((id) => ({ id })))) {
    index.add(id, 1, plaintext.length, csize);
    scanner.feed(plaintext);
  }
  scanner.finish();
}

/**
 * Archives that were made without a chunks cache do not know the stored size of chunks that were there before (0):
 * fetches it from `sizes` or from the repository.
 */
async function fillStoredSizes(session: Session, index: ChunkIndex, sizes?: ChunkIndex): Promise<void> {
  const missing: Uint8Array[] = [];
  index.forEach((bucket) => {
    if (index.csizeAt(bucket) === 0) missing.push(index.idAt(bucket));
  });
  const unknown = missing.filter((id) => {
    const bucket = sizes?.find(id) ?? -1;
    const csize = sizes === undefined || bucket < 0 ? 0 : sizes.csizeAt(bucket);
    if (csize !== 0) index.setCsizeAt(index.find(id), csize);
    return csize === 0;
  });
  for (let at = 0; at < unknown.length; at += SIZE_BATCH) {
    const ids = unknown.slice(at, at + SIZE_BATCH);
    const entries = await session.repository.getEntries(ids.map((id) => ({ id })));
    for (const [i, id] of ids.entries()) {
      index.setCsizeAt(index.find(id), (entries[i]?.length ?? PUT_HEADER_SIZE) - PUT_HEADER_SIZE);
    }
  }
}

function info(session: Session, message: string): void {
  session.ctx.reporter.log({ level: "info", message, name: "borg.cache" });
}
