import { MsgpackError } from "@coffer/format/bytes";
import { archiveRecordFromMap, ItemStreamReader } from "@coffer/format/archive";
import type { ArchiveRecord, Item } from "@coffer/format/archive";
import { ArchiveDoesNotExist, IntegrityError } from "@coffer/format/errors";
import { verifyTam } from "@coffer/format/keys";
import type { Session } from "../session/index.ts";

/** An archive's metadata and how it is stored. */
export interface ReadArchiveRecord {
  readonly record: ArchiveRecord;
  /** Whether a TAM vouches for it. */
  readonly verified: boolean;
  /** Salt of the TAM, if one vouches. */
  readonly salt: Uint8Array | null;
  /** Bytes of the packed record. */
  readonly size: number;
  /** Bytes of the stored object. */
  readonly csize: number;
}

/** One archive of the manifest, opened for reading. */
export interface LoadedArchive extends ReadArchiveRecord {
  readonly id: Uint8Array;
  /** As the manifest calls it; `record.name` may differ after a repair. */
  readonly name: string;
  /** The items in order, verified. They refer to the fetched chunks' memory: copy what is kept for long. */
  items(): AsyncGenerator<Item, void, undefined>;
  /** The same, some at a time: far cheaper for long archives. */
  itemBatches(): AsyncGenerator<readonly Item[], void, undefined>;
}

/**
 * Reads the metadata of an archive. Archives without a TAM are taken (old ones have none); a wrong TAM is not, unless the
 * workaround `ignore_invalid_archive_tam` is on.
 *
 * @throws {ArchiveTAMInvalid | IntegrityError | ObjectNotFound}
 */
export async function readArchiveRecord(session: Session, id: Uint8Array): Promise<ReadArchiveRecord> {
  const envelope = await session.repository.get(id);
  return decodeArchive(session, session.openObject(id, envelope), envelope.length);
}

/** As {@link readArchiveRecord}, for an object that was read already. */
export function decodeArchive(session: Session, plaintext: Uint8Array, csize: number): ReadArchiveRecord {
  const { map, verified, salt } = verifyTam(plaintext, "archive", session.key.secrets, {
    tamRequired: false,
    ignoreInvalidArchive: session.ctx.workarounds.has("ignore_invalid_archive_tam"),
  });
  try {
    return { record: archiveRecordFromMap(map), verified, salt, size: plaintext.length, csize };
  } catch (error) {
    throw asIntegrityError(error, "Archive metadata");
  }
}

/** @throws {ArchiveDoesNotExist} If the manifest does not list it. @throws As {@link readArchiveRecord}. */
export async function loadArchive(session: Session, name: string): Promise<LoadedArchive> {
  const entry = session.manifest.archives.get(name);
  if (entry === undefined) throw new ArchiveDoesNotExist(name);
  const read = await readArchiveRecord(session, entry.id);
  const ids = read.record.items;
  return {
    ...read,
    id: entry.id,
    name,
    items: () => readItems(session, ids),
    itemBatches: () => readItemBatches(session, ids),
  };
}

/**
 * Items of a stream that is stored in the chunks `ids`.
 * @throws {IntegrityError | ObjectNotFound} Where the stream is damaged; the items before were given out.
 */
export async function* readItems(session: Session, ids: readonly Uint8Array[]): AsyncGenerator<Item, void, undefined> {
  for await (const items of readItemBatches(session, ids)) yield* items;
}

/** As {@link readItems}, some at a time. */
export function readItemBatches(
  session: Session,
  ids: readonly Uint8Array[],
): AsyncGenerator<readonly Item[], void, undefined> {
  return decodeItemBatches(readPlaintexts(session, ids));
}

async function* readPlaintexts(
  session: Session,
  ids: readonly Uint8Array[],
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const { plaintext } of session.readObjects(ids.map((id) => ({ id })))) yield plaintext;
}

/**
 * Items of a stream whose chunks come one after the other, some at a time.
 * @throws {IntegrityError} Where the stream is damaged. @throws What `chunks` throws.
 */
export async function* decodeItemBatches(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly Item[], void, undefined> {
  const reader = new ItemStreamReader();
  try {
    for await (const chunk of chunks) yield* reader.pushBatches(chunk);
    reader.finish();
  } catch (error) {
    throw asIntegrityError(error, "Item stream");
  }
}

/** Damage that the decoder met is damage of the repository; other errors are handed back. @param what Where it was met. */
export function asIntegrityError(error: unknown, what: string): unknown {
  return error instanceof MsgpackError ? new IntegrityError(`${what}: ${error.message}`, { cause: error }) : error;
}
