import { ArchiveAlreadyExists, ArchiveDoesNotExist } from "@coffer/format/errors";
import type { Cache } from "../cache/index.ts";
import { readArchiveRecord } from "../cache/index.ts";
import type { Session } from "../session/index.ts";
import { dropReference, storeArchiveRecord } from "./create/index.ts";

/**
 * Gives an archive another name: stores its record anew, under a new id and TAM, and drops the old one. Items stay as they are.
 * The cache's transaction is begun; durable after `commitChanges`.
 *
 * @throws {ArchiveDoesNotExist | ArchiveAlreadyExists} Before anything is written.
 * @throws As `readArchiveRecord`.
 */
export async function renameArchive(session: Session, cache: Cache, name: string, newName: string): Promise<void> {
  const { archives } = session.manifest;
  const entry = archives.get(name);
  if (entry === undefined) throw new ArchiveDoesNotExist(name);
  const { record } = await readArchiveRecord(session, entry.id);
  if (archives.has(newName)) throw new ArchiveAlreadyExists(newName);
  await cache.begin();
  await storeArchiveRecord(session, cache, { ...record, name: newName });
  archives.delete(name);
  await dropReference(cache, session.repository, entry.id);
}
