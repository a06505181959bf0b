import type { ArchiveRecord, Item, ItemChunk } from "@coffer/format/archive";
import { archiveRecordToMap, ItemStreamWriter } from "@coffer/format/archive";
import { BorgError } from "@coffer/format/errors";
import { packWithTam, TAM_SALT_LENGTH } from "@coffer/format/keys";
import { MAX_DATA_SIZE } from "@coffer/format/segment";
import type { Cache } from "../../cache/index.ts";
import type { Session } from "../../session/index.ts";
import { dropReference } from "./content-chunks.ts";

/** Stores what describes an archive: its item stream and its record. Works on the main thread, one call at a time. */
export class ArchiveStore {
  readonly #session: Session;
  readonly #cache: Cache;
  readonly #stream: ItemStreamWriter;
  /** Chunks of the item stream that were cut and not stored yet. */
  #cut: Uint8Array[] = [];
  readonly #items: Uint8Array[] = [];
  #hasUnsavedItems = false;

  constructor(session: Session, cache: Cache) {
    this.#session = session;
    this.#cache = cache;
    this.#stream = new ItemStreamWriter(session.key.chunkSeed, (chunk) => this.#cut.push(chunk));
  }

  /** Whether anything was added since the last checkpoint. */
  get hasUnsavedItems(): boolean {
    return this.#hasUnsavedItems;
  }

  addItem(item: Item): void {
    this.#hasUnsavedItems = true;
    this.#stream.add(item);
  }

  /** As {@link addItem}, for a file whose item is packed but for its chunks. */
  addFile(head: Uint8Array, chunks: readonly ItemChunk[], tail: Uint8Array): void {
    this.#hasUnsavedItems = true;
    this.#stream.addAround(head, chunks, tail);
  }

  /** Stores what was cut of the item stream; with `final`, the rest as well. */
  async flushItems(final = false): Promise<void> {
    if (final) this.#stream.flush();
    const chunks = this.#cut;
    this.#cut = [];
    for (const chunk of chunks) {
      const id = this.#session.key.idHash(chunk);
      await storeChunk(this.#session, this.#cache, id, chunk);
      this.#items.push(id);
    }
  }

  /**
   * Stores the archive's record and enters it into the manifest. Durable after {@link commitChanges}.
   *
   * @param describe Everything but the list of the item stream's chunks.
   * @returns Id of the archive, and size of its stored record.
   */
  storeRecord(describe: Omit<ArchiveRecord, "items">): Promise<{ id: Uint8Array; csize: number }> {
    return storeArchiveRecord(this.#session, this.#cache, { ...describe, items: this.#items });
  }

  /**
   * Commits an archive of what was added so far, which the next commit takes away again: should there be none, it stays
   * and can be used like any other. All objects that the items refer to must be written.
   */
  async saveCheckpoint(describe: Omit<ArchiveRecord, "items">): Promise<void> {
    await this.flushItems(true);
    this.#hasUnsavedItems = false;
    const { id } = await this.storeRecord(describe);
    await commitChanges(this.#session, this.#cache);
    this.#session.manifest.archives.delete(describe.name);
    await this.#cache.begin();
    await dropReference(this.#cache, this.#session.repository, id);
  }
}

/**
 * Stores an archive's record under a new TAM and enters it into the manifest. Durable after {@link commitChanges}.
 *
 * @param name What the manifest calls it; default: as the record does.
 * @returns Id of the archive, and size of its stored record.
 * @throws {BorgError} If the record is too big to be stored.
 */
export async function storeArchiveRecord(
  session: Session,
  cache: Cache,
  record: ArchiveRecord,
  name: string = record.name,
): Promise<{ id: Uint8Array; csize: number }> {
  const { key, ctx, manifest } = session;
  const packed = packWithTam(archiveRecordToMap(record), "archive", key.secrets, ctx.randomBytes(TAM_SALT_LENGTH));
  const id = key.idHash(packed);
  const csize = await storeChunk(session, cache, id, packed);
  manifest.archives.set(name, { id, time: record.time });
  return { id, csize };
}

/** Writes the manifest, commits the repository, then the cache: in this order, each durable before the next. */
export async function commitChanges(session: Session, cache: Cache): Promise<void> {
  await session.writeManifest();
  await session.repository.commit();
  await cache.commit();
}

async function storeChunk(session: Session, cache: Cache, id: Uint8Array, plaintext: Uint8Array): Promise<number> {
  if (cache.refcount(id, plaintext.length) > 0) return cache.increment(id, plaintext.length).csize;
  const payload = session.compressor.compress(plaintext);
  const envelope = await session.encryptObject(payload);
  if (envelope.length > MAX_DATA_SIZE) {
    throw new BorgError(
      `More than allowed put data [${envelope.length} > ${MAX_DATA_SIZE}] - archive too big (issue #1473)!`,
    );
  }
  await session.repository.put(id, envelope);
  cache.add(id, plaintext.length, envelope.length);
  return envelope.length;
}
