import { concatBytes, MsgpackError, MsgpackReader, readValue, unpackValue } from "@coffer/format/bytes";
import type { MsgpackValue } from "@coffer/format/bytes";
import { ArchiveDoesNotExist, IntegrityError } from "@coffer/format/errors";
import { decompress } from "@coffer/format/compression";
import { MANIFEST_ID } from "@coffer/format/segment";
import { loadArchive } from "../cache/index.ts";
import type { EngineContext } from "../context/index.ts";
import type { Session } from "../session/index.ts";
import { withSession } from "./repository-target.ts";
import type { RepositoryTarget } from "./repository-target.ts";

export interface DumpArchiveOptions extends RepositoryTarget {
  readonly archive: string;
}

/** Takes what an archive consists of, as it is packed. Raws are views that may change after the call. */
export interface ArchiveDump {
  /** What the manifest says of it. */
  entry(entry: MsgpackValue): void;
  metadata(metadata: MsgpackValue): void;
  item(item: MsgpackValue): void;
}

/**
 * Hands out an archive's entry in the manifest, its metadata and its items, none of them looked into.
 *
 * @throws {ArchiveDoesNotExist}
 * @throws {IntegrityError | ObjectNotFound} At the first object that is damaged or missing.
 * @throws The errors of opening, see `openSession`.
 */
export function dumpArchive(options: DumpArchiveOptions, ctx: EngineContext, dump: ArchiveDump): Promise<void> {
  return withSession(options, ctx, { exclusive: false, operations: [] }, async (session) => {
    const entry = session.manifest.archives.get(options.archive);
    if (entry === undefined) throw new ArchiveDoesNotExist(options.archive);
    const { id, time, rest } = entry;
    dump.entry(new Map<string, MsgpackValue>([["id", id], ["time", new TextEncoder().encode(time)], ...(rest ?? [])]));
    const metadata = unpackValue(await session.readObject(id));
    dump.metadata(metadata);
    const stream = new ValueStream();
    for (const itemId of listedIds(metadata)) {
      for (const item of stream.push(await session.readObject(itemId))) dump.item(item);
    }
  });
}

/**
 * Hands out the chunks of an archive's item stream, one call of `visit` for each.
 *
 * @throws As {@link dumpArchive}, and if the metadata is not authentic.
 */
export function dumpArchiveItems(
  options: DumpArchiveOptions,
  ctx: EngineContext,
  visit: (index: number, id: Uint8Array, plaintext: Uint8Array) => void,
): Promise<void> {
  return withSession(options, ctx, { exclusive: false, operations: [] }, async (session) => {
    const { record } = await loadArchive(session, options.archive);
    for (const [index, id] of record.items.entries()) visit(index, id, await session.readObject(id));
  });
}

/** The manifest as it is packed. @throws The errors of opening, see `openSession`. */
export function dumpManifest(options: RepositoryTarget, ctx: EngineContext): Promise<MsgpackValue> {
  return withSession(options, ctx, { exclusive: false, operations: [] }, async (session) =>
    unpackValue(await readManifest(session)),
  );
}

async function readManifest({ repository, key }: Session): Promise<Uint8Array> {
  return decompress(key.open(await repository.get(MANIFEST_ID)));
}

function listedIds(metadata: MsgpackValue): Uint8Array[] {
  const items = metadata instanceof Map ? metadata.get("items") : undefined;
  if (!Array.isArray(items)) throw new IntegrityError("Archive metadata has no list of items");
  return items.filter((id) => id instanceof Uint8Array);
}

/** Values that were packed one after the other and then cut into chunks anywhere. */
class ValueStream {
  #rest: Uint8Array = new Uint8Array(0);

  /** All values that are complete with this chunk. @throws {MsgpackError} If it is no msgpack. */
  push(chunk: Uint8Array): MsgpackValue[] {
    const reader = new MsgpackReader(concatBytes(this.#rest, chunk));
    const values: MsgpackValue[] = [];
    let end = 0;
    try {
      for (; !reader.atEnd; end = reader.offset) values.push(readValue(reader));
    } catch (error) {
      if (!(error instanceof MsgpackError && error.truncated)) throw error;
    }
    reader.offset = end;
    this.#rest = concatBytes(this.#rest, chunk).subarray(end);
    return values;
  }
}
